/** How nodes reach each other: the validators' mesh of TLS connections with post-quantum certificates. @module */
export { type Mesh, type MeshOptions, type MeshPeer, openMesh } from './mesh/mesh.ts'
