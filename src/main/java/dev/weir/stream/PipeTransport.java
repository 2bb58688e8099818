package dev.weir.stream;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.atomic.AtomicBoolean;

/** One end of a {@link Pipe}. */
final class PipeTransport implements Transport {

    /** The address of an unnamed Unix domain socket. */
    private static final SocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private final long id = Transport.nextId();
    private final String end;
    private final PipeBuffer input;
    private final PipeBuffer output;
    private final AtomicBoolean open = new AtomicBoolean(true);

    PipeTransport(String end, PipeBuffer input, PipeBuffer output) {
        this.end = end;
        this.input = input;
        this.output = output;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        try {
            return input.read(destination, timeoutNanos);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        try {
            return output.write(source);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private ClosedByInterruptException interrupted() {
        close();
        Thread.currentThread().interrupt();
        return new ClosedByInterruptException();
    }

    @Override
    public void shutdown(Half half) {
        switch (half) {
            case READ -> input.finishReading();
            case WRITE -> output.finishWriting();
        }
    }

    /** In memory no reset can destroy bytes: nothing has to be waited for. */
    @Override
    public void finish() {
        output.finishWriting();
        input.finishReading();
    }

    @Override
    public SocketAddress remoteAddress() {
        return UNNAMED;
    }

    @Override
    public SocketAddress localAddress() {
        return UNNAMED;
    }

    @Override
    public boolean isOpen() {
        return open.get();
    }

    @Override
    public void reset() {
        if (open.compareAndSet(true, false)) {
            input.resetReading();
            output.resetWriting();
        }
    }

    @Override
    public void close() {
        if (open.compareAndSet(true, false)) {
            input.closeReading();
            output.closeWriting();
        }
    }

    @Override
    public String toString() {
        return "pipe " + end;
    }
}
