/** The cells of a grid are one stop for Tab; arrows, Home and End move between those that are seen. */
export function steerGrid(grid: HTMLElement): void {
  // What a column was is kept over rows of groups, which have one button only.
  let column = 0
  grid.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLButtonElement)) return
    for (const other of grid.querySelectorAll('button[tabindex="0"]')) {
      other.setAttribute('tabindex', '-1')
    }
    target.setAttribute('tabindex', '0')
  })
  grid.addEventListener('keydown', (event) => {
    const rows = seenRows(grid)
    const at = rows.findIndex((row) => row.includes(event.target as HTMLButtonElement))
    const row = rows[at]
    if (!row) return
    const place = row.indexOf(event.target as HTMLButtonElement)
    if (row.length > 1) column = place
    const below = (steps: number) => rows[at + steps]?.[column] ?? rows[at + steps]?.[0]
    const next = {
      ArrowLeft: row[place - 1],
      ArrowRight: row[place + 1],
      ArrowUp: below(-1),
      ArrowDown: below(1),
      Home: event.ctrlKey ? rows[0]?.[0] : row[0],
      End: event.ctrlKey ? rows.at(-1)?.at(-1) : row.at(-1),
    }[event.key]
    if (!next) return
    event.preventDefault()
    next.focus()
  })
}

function seenRows(grid: HTMLElement): HTMLButtonElement[][] {
  return [...grid.querySelectorAll('tr')]
    .filter((row) => row.offsetParent !== null)
    .map((row) => [...row.querySelectorAll('button')])
    .filter((buttons) => buttons.length > 0)
}
