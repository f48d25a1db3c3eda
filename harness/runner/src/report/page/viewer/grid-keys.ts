/** The cells of a grid are one stop for Tab; arrows, Home and End move between those that are seen. */
export function steerGrid(grid: HTMLElement): void {
  const rows = () =>
    [...grid.querySelectorAll<HTMLElement>('tr')]
      .filter((row) => row.offsetParent !== null)
      .map((row) => [...row.querySelectorAll<HTMLButtonElement>('button')])
      .filter((cells) => cells.length > 0)
  const enter = (cell: HTMLButtonElement) => {
    for (const other of grid.querySelectorAll('button[tabindex="0"]'))
      other.setAttribute('tabindex', '-1')
    cell.setAttribute('tabindex', '0')
  }
  grid.addEventListener('focusin', ({ target }) => {
    if (target instanceof HTMLButtonElement) enter(target)
  })
  grid.addEventListener('keydown', (event) => {
    const all = rows()
    const row = all.findIndex((cells) => cells.includes(event.target as HTMLButtonElement))
    const cells = all[row]
    if (!cells) return
    const column = cells.indexOf(event.target as HTMLButtonElement)
    // A row of a group has one cell more than the others: its name.
    const fromEnd = cells.length - column
    const inRow = (index: number) => all[index]?.at(-fromEnd) ?? all[index]?.[0]
    const next = {
      ArrowLeft: cells[column - 1],
      ArrowRight: cells[column + 1],
      ArrowUp: inRow(row - 1),
      ArrowDown: inRow(row + 1),
      Home: event.ctrlKey ? all[0]?.[0] : cells[0],
      End: event.ctrlKey ? all.at(-1)?.at(-1) : cells.at(-1),
    }[event.key]
    if (!next || (event.key === 'ArrowUp' && row === 0)) return
    event.preventDefault()
    next.focus()
  })
}
