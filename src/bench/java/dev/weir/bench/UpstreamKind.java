package dev.weir.bench;

import java.io.IOException;

/** The servers that proxies and clients are measured in front of. */
enum UpstreamKind {
    /** redis-server, asked by redis-benchmark. */
    REDIS,

    /** PostgreSQL, asked by pgbench. */
    POSTGRES,

    /** A server that sends as fast as it can, and clients that read. */
    STREAM,

    /** An echo server, called by contenders that are clients. */
    CALLS;

    Protocol protocol() {
        return this == CALLS ? Protocol.CALL : Protocol.FORWARD;
    }

    /** Returns once it accepts connections. @throws IOException that says which program is missing or failed */
    Upstream start(Run run) throws IOException, InterruptedException {
        return switch (this) {
            case REDIS -> RedisUpstream.start(run);
            case POSTGRES -> PostgresUpstream.start(run);
            case STREAM -> StreamUpstream.start();
            case CALLS -> CallsUpstream.start();
        };
    }
}
