type Child = Node | string | null
type Attributes = Record<string, string | number | boolean | null>

/** An element. Text becomes text and never markup: whatever a report holds is harmless here. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue
    made.setAttribute(name, value === true ? '' : String(value))
  }
  made.append(...children.filter((child) => child !== null))
  return made
}

/** A text that may be broken after `+`, `-` and `.`, where there is little room. */
export function breakable(text: string): (Node | string)[] {
  return text.split(/(?<=[+.-])/).flatMap((part) => [part, document.createElement('wbr')])
}

export function button(
  attributes: Attributes,
  onClick: () => void,
  ...children: Child[]
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, ...children)
  made.addEventListener('click', onClick)
  return made
}

/** A part that is closed at first; its content is made when it is opened. */
export function disclosure(
  attributes: Attributes,
  summary: Child[],
  content: () => Child[],
): HTMLDetailsElement {
  const made = element('details', attributes, element('summary', {}, ...summary))
  made.addEventListener('toggle', () => {
    if (made.open && made.childElementCount === 1) made.append(...content().filter(isPresent))
  })
  return made
}

const isPresent = (child: Child) => child !== null
