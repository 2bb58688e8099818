package dev.weir.bench.load;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the server and the generator have used between {@link #begin()} and {@link #end()}. */
public final class Watch implements Closeable {

    private static final long SELF = ProcessHandle.current().pid();

    private final long server;
    private final @Nullable JvmProbe jvm;
    private long serverCpu;
    private long generatorCpu;
    private long allocated;

    /** @param isJvm whether what it allocates can be asked */
    public Watch(long server, boolean isJvm) throws IOException {
        this.server = server;
        this.jvm = isJvm ? JvmProbe.attach(server) : null;
    }

    public void begin() {
        allocated = -allocatedSoFar();
        serverCpu = -CpuClock.nanos(server);
        generatorCpu = -CpuClock.nanos(SELF);
    }

    public void end() {
        serverCpu += CpuClock.nanos(server);
        generatorCpu += CpuClock.nanos(SELF);
        allocated += allocatedSoFar();
    }

    private long allocatedSoFar() {
        return jvm == null ? 0 : jvm.allocatedBytes();
    }

    public long serverCpuNanos() {
        return serverCpu;
    }

    long generatorCpuNanos() {
        return generatorCpu;
    }

    /** Bytes; -1 where nobody knows. */
    public long allocatedBytes() {
        return jvm == null ? -1 : allocated;
    }

    @Override
    public void close() throws IOException {
        if (jvm != null) {
            jvm.close();
        }
    }
}
