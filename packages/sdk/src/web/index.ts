/** The SDK's way to a node over HTTP and WebSocket, in browsers and in Node. @module */
export { MAX_ANSWER_BYTES, type WebTransportOptions, webTransport } from './web-transport.ts'
