import { element } from './element.ts'

const themes = ['auto', 'light', 'dark'] as const
const key = 'coxswain-parity-theme'

/** A choice of colours that outlives the page where the browser lets it. */
export function themeSwitch(): HTMLElement {
  const select = element(
    'select',
    { id: 'theme', name: 'theme' },
    ...themes.map((name) => element('option', { value: name }, name)),
  )
  select.value = recall()
  show(select.value)
  select.addEventListener('change', () => {
    show(select.value)
    remember(select.value)
  })
  return element('label', { class: 'theme', for: 'theme' }, 'Theme ', select)
}

function show(theme: string): void {
  document.documentElement.dataset.theme = theme
}

function recall(): string {
  try {
    const theme = localStorage.getItem(key) ?? ''
    return themes.find((name) => name === theme) ?? 'auto'
  } catch {
    return 'auto'
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(key, theme)
  } catch {
    // A page from a file may have no storage; the choice then ends with it.
  }
}
