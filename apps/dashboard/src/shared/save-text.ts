/** Saves a text as a file of the person's. */
export function saveText(name: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the content when the click returns; a moment more does not hurt.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
