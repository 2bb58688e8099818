package dev.weir.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The only implementation of a stream: a transport, with a buffered half for each direction. */
final class BufferedTcpStream implements TcpStream {

    private final CloseReason closed;
    private final Transport transport;
    private final StreamOutput output;
    private final StreamInput input;
    private final StreamCloser closer;

    BufferedTcpStream(Transport transport, StreamOptions options) {
        var inputShare = new BudgetShare(options.buffers(), ReadBuffer.freeSize(options.bufferSize()));
        var outputShare = new BudgetShare(options.buffers(), WriteBuffer.MIN);
        this.transport = transport;
        this.closed = new CloseReason(transport, inputShare, outputShare);
        this.output = new StreamOutput(transport, closed, outputShare, options);
        this.input = new StreamInput(transport, output, closed, inputShare, options);
        this.closer = new StreamCloser(transport, closed, input, output, options);
    }

    @Override
    public long id() {
        return transport.id();
    }

    @Override
    public SocketAddress remoteAddress() {
        return transport.remoteAddress();
    }

    @Override
    public SocketAddress peerAddress() {
        return transport.peerAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return transport.localAddress();
    }

    @Override
    public Optional<TlsSession> tls() {
        return transport.tls();
    }

    @Override
    public <T extends Transport> Optional<T> layer(Class<T> type) {
        return transport.layer(type);
    }

    @Override
    public void readTimeout(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("readTimeout must not be negative: " + timeout);
        }
        input.setTimeout(TimeUnit.NANOSECONDS.convert(timeout));
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        requireWritable(destination);
        return input.read(destination);
    }

    @Override
    public int peek(ByteBuffer destination) throws IOException {
        requireWritable(destination);
        return input.peek(destination, 1);
    }

    private static void requireWritable(ByteBuffer destination) {
        if (destination.isReadOnly()) {
            throw new IllegalArgumentException("the buffer is read-only");
        }
    }

    @Override
    public int peekFully(byte[] destination) throws IOException {
        return input.peek(ByteBuffer.wrap(destination), destination.length);
    }

    @Override
    public void readFully(byte[] destination, int offset, int length) throws IOException {
        input.readFully(destination, offset, length);
    }

    @Override
    public @Nullable String readLine(Charset charset, int max) throws IOException {
        return input.readLine(charset, max);
    }

    @Override
    public int scan(InputScanner scanner) throws IOException {
        return input.scan(scanner);
    }

    @Override
    public boolean skipLine() throws IOException {
        var skip = new LineSkip();
        while (!skip.isDone() && input.scan(skip) >= 0) {
            // Consumes what has arrived, up to the line feed.
        }
        return skip.isDone();
    }

    @Override
    public long transferTo(WritableByteChannel target) throws IOException {
        if (target instanceof SelectableChannel channel && !channel.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        boolean toStream = target instanceof BufferedTcpStream
                || (target instanceof RelayDirection direction && direction.isToStream());
        long total = 0;
        for (ByteBuffer lent = input.lend(toStream); lent != null; lent = input.lend(toStream)) {
            total += lent.remaining();
            try {
                sendTo(target, lent);
            } finally {
                input.returnBuffer(lent);
            }
        }
        return total;
    }

    /** Sends all bytes to the target; a stream keeps no reference to the buffer. */
    static void sendTo(WritableByteChannel target, ByteBuffer bytes) throws IOException {
        if (target instanceof BufferedTcpStream stream) {
            stream.output.send(bytes);
            return;
        }
        while (bytes.hasRemaining()) {
            target.write(bytes);
        }
        if (target instanceof TcpStream stream) {
            stream.flush();
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return output.write(source);
    }

    @Override
    public void flush() throws IOException {
        output.flush();
    }

    @Override
    public void shutdown(Half half) throws IOException {
        switch (half) {
            case WRITE -> output.shutdown();
            case READ -> {
                closed.check();
                input.end();
                // Only where a reader has to be woken: input that is shut down cannot be drained before the close.
                if (input.isReading()) {
                    closer.endRead();
                }
            }
        }
    }

    @Override
    public InputStream inputStream() {
        return new TcpInputStream(this, input);
    }

    @Override
    public OutputStream outputStream() {
        return new TcpOutputStream(this);
    }

    @Override
    public boolean isOpen() {
        return !closed.isSet() && transport.isOpen();
    }

    @Override
    public void onClose(@Nullable Closeable other) {
        closed.setAlso(other);
    }

    @Override
    public boolean isQuiet() {
        // An interrupted thread that reads closes its channel, and a question must not.
        boolean interrupted = Thread.interrupted();
        try {
            return output.isQuiet() && input.isQuiet();
        } catch (IOException _) {
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        closer.close(false);
    }

    @Override
    public void closeInOrder() throws IOException {
        closer.close(true);
    }

    @Override
    public void abort(String reason) {
        closed.set(reason);
        closed.closeTransport();
    }

    @Override
    public void reset(String reason) {
        closed.set(reason);
        closed.resetTransport();
    }

    @Override
    public String toString() {
        return "stream " + id() + " (" + transport + ")";
    }
}
