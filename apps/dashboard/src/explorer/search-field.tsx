import { Button } from '@demiurge/design'
import { Search } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { links } from '../router/links.ts'
import { navigate } from '../router/location.ts'

/** Finds anything by identifier, number or name. */
export function SearchField({ initial = '' }: { readonly initial?: string }): ReactNode {
  const [text, setText] = useState(initial)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (text.trim() !== '') navigate(links.search(text.trim()))
  }
  return (
    <search>
      <form className="by-id-row" onSubmit={submit}>
        <div className="d-input d-input-box">
          <Search aria-hidden />
          <input
            type="search"
            aria-label="Search"
            placeholder="Height, hash, address or name"
            value={text}
            spellCheck={false}
            autoComplete="off"
            onChange={({ target }) => setText(target.value)}
          />
        </div>
        <Button type="submit">Search</Button>
      </form>
    </search>
  )
}
