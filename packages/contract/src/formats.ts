const atoms = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/
const uuidShape = /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/
const dateShape = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const timeShape = /^([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|[+-]([0-9]{2}):([0-9]{2}))$/i

/** The formats that the contract may use, each as RFC 5321, RFC 9562 and RFC 3339 have it. */
export const formats = { email, uuid, date, 'date-time': dateTime } as const

function email(value: string): boolean {
  const at = value.lastIndexOf('@')
  const labels = value.slice(at + 1).split('.')
  return atoms.test(value.slice(0, Math.max(at, 0))) && labels.length > 1 && labels.every(isLabel)
}

function isLabel(value: string): boolean {
  return label.test(value)
}

function uuid(value: string): boolean {
  return uuidShape.test(value)
}

function date(value: string): boolean {
  const [, year, month, day] = dateShape.exec(value)?.map(Number) ?? []
  if (year === undefined || month === undefined || day === undefined) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  return days !== undefined && day >= 1 && day <= days
}

function dateTime(value: string): boolean {
  if (!date(value.slice(0, 10)) || value.charAt(10).toUpperCase() !== 'T') return false
  const match = timeShape.exec(value.slice(11))
  if (match === null) return false
  const [, hour, minute, second] = match.map(Number)
  const [offsetHour, offsetMinute] = [Number(match[6] ?? 0), Number(match[7] ?? 0)]
  if (hour === undefined || minute === undefined || second === undefined) return false
  if (hour > 23 || minute > 59 || offsetHour > 23 || offsetMinute > 59) return false
  if (second < 60) return true
  // A leap second exists only at the end of a day in UTC.
  const sign = match[5]?.startsWith('-') ? 1 : -1
  const utc = hour * 60 + minute + sign * (offsetHour * 60 + offsetMinute)
  return second === 60 && ((utc % 1440) + 1440) % 1440 === 1439
}
