package dev.weir.bench;

import dev.weir.bench.load.JvmProbe;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Looks at a server's memory after it has collected what it can, and at its compiler. */
final class Memory implements Closeable {

    private final Server server;
    private final @Nullable JvmProbe jvm;

    Memory(Server server) throws IOException {
        this.server = server;
        this.jvm = server.contender().isJvm() ? JvmProbe.attach(server.pid()) : null;
    }

    /**
     * What is in use.
     *
     * @param heap 0 where there is none to look at
     */
    record Use(long rss, long heap) {}

    Use use() throws IOException {
        long heap = jvm == null ? 0 : jvm.heapAfterGc();
        return new Use(server.rss(), heap);
    }

    /** Milliseconds that a compiler has worked; 0 where there is none. */
    long compilationMillis() {
        return jvm == null ? 0 : jvm.compilationMillis();
    }

    @Override
    public void close() throws IOException {
        if (jvm != null) {
            jvm.close();
        }
    }
}
