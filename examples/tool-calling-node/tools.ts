/** What a model may call. Nothing here knows that it is governed. */
export const tools: Readonly<Record<string, (input: never) => string>> = {
  'email.read': ({ from }: { from: string }) => `1 mail from ${from}: the invoice is wrong`,
  'refund.create': ({ order, amount }: { order: string; amount: string }) =>
    `refunded ${amount} for order ${order}`,
  'customer.delete': ({ id }: { id: string }) => `deleted customer ${id}`,
}
