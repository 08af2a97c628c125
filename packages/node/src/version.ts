/** Version of this node: that of the workspace. */
export const VERSION = '0.1.0'
