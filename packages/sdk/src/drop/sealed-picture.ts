/** What pieces show until they are revealed, where the creator gives no picture: a closed frame. */
export const SEALED_PICTURE: Uint8Array = new TextEncoder().encode(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512"><rect width="512" height="512" fill="#15171c"/><rect x="56" y="56" width="400" height="400" rx="28" fill="none" stroke="#8b93a7" stroke-width="6"/><path d="M56 56l200 208L456 56" fill="none" stroke="#8b93a7" stroke-width="6"/><circle cx="256" cy="264" r="44" fill="#c2413b"/><circle cx="256" cy="264" r="26" fill="none" stroke="#15171c" stroke-width="5"/></svg>',
)
