/**
 * The address of a page as people open it: `localhost` instead of this machine's loopback address, because browsers bind passkeys to names
 * (Web Authentication, 5.1.3: the relying party is a domain) and what a page keeps to the name by which it was opened.
 */
export function pageAddress(url: string): string {
  const address = new URL(url)
  if (address.hostname === '127.0.0.1' || address.hostname === '[::1]') address.hostname = 'localhost'
  return address.origin
}
