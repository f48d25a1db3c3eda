export interface ToolCall {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

/** Stands for a model: it asks for these calls, one after the other, whatever it is told. */
export const scriptedModel: readonly ToolCall[] = [
  { name: 'email.read', input: { from: 'customer 7' } },
  { name: 'refund.create', input: { order: '42', amount: '900.00' } },
  { name: 'customer.delete', input: { id: '7' } },
]
