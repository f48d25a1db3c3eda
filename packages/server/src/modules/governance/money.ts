/** An exact amount of one currency: whole units and millionths of one. Sums of it never round. */
export interface Money {
  readonly whole: bigint
  readonly millionths: bigint
}

const scale = 1_000_000n
const decimals = 6

/** Reads the contract's form of an amount: digits, with at most six decimals. */
export function parseMoney(text: string): Money {
  const [whole = '0', fraction = ''] = text.split('.')
  return { whole: BigInt(whole), millionths: BigInt(fraction.padEnd(decimals, '0')) }
}

/** The shortest text of an amount; millionths may have come together to whole units. */
export function formatMoney({ whole, millionths }: Money): string {
  const units = whole + millionths / scale
  const rest = String(millionths % scale).padStart(decimals, '0')
  const fraction = rest.replace(/0+$/, '')
  return fraction === '' ? String(units) : `${units}.${fraction}`
}
