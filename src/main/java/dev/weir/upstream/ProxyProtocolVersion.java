package dev.weir.upstream;

/** The PROXY protocol header that a connection to a target begins with. */
public enum ProxyProtocolVersion {
    OFF,
    /** A line of text with the client's address. */
    V1,
    /** Binary, with the values (TLVs) that the client's own header had, and those of its TLS session. */
    V2
}
