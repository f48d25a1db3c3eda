/** What stands packed in the page's element of this id. */
export async function unpack<Value>(id: string): Promise<Value> {
  const bytes = Uint8Array.from(atob(textOf(id)), (character) => character.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return (await new Response(stream).json()) as Value
}

export function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? ''
}
