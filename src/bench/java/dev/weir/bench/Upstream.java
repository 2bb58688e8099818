package dev.weir.bench;

import dev.weir.bench.load.Watch;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;

/** A server that proxies forward to, and its clients. Both run on the generator's cores, unless the contender is the client. */
interface Upstream extends Closeable {

    /** The server's port on 127.0.0.1. */
    int port();

    /**
     * Lets clients talk to the server through a proxy.
     *
     * @param port the contender's
     * @param watch begun and ended here, so that connecting need not count
     */
    Passed drive(int port, Load load, Watch watch) throws IOException, InterruptedException;

    @Override
    void close();

    /**
     * The clients of one work.
     *
     * @param pipelined requests that each connection has on the way
     * @param settle what passes uncounted first, where the clients allow that
     * @param window what is measured
     */
    record Load(int connections, int pipelined, Duration settle, Duration window) {}

    /**
     * What has passed while the watch ran.
     *
     * @param operations requests with their replies; 0 in a stream
     * @param bytes 0 if it is requests that count
     */
    record Passed(long operations, long bytes, long nanos) {}
}
