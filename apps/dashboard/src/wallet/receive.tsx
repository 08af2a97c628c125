import { formatAddress } from '@demiurge/codec'
import { Card, CopyButton } from '@demiurge/design'
import { QrCode } from '@demiurge/design/qr'
import { useWallet } from '@demiurge/design/wallet'
import type { ReactNode } from 'react'

/** Where others send to: the address, and as a code for their cameras (upper case, which makes smaller codes; BIP-173). */
export function Receive(): ReactNode {
  const { account } = useWallet()
  if (account === undefined) return null
  const address = formatAddress(account.address)
  return (
    <Card title="Receive">
      <div className="receive">
        <QrCode text={address.toUpperCase()} label="Your address as a QR code" />
        <div className="d-stack">
          <p className="d-quiet">Coins and works sent to this address are yours. Everybody may know it.</p>
          <p className="d-mono wallet-address">{address}</p>
          <div>
            <CopyButton text={address} label="Copy the address">
              Copy the address
            </CopyButton>
          </div>
        </div>
      </div>
    </Card>
  )
}
