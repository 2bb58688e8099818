package dev.weir.client;

import dev.weir.stream.Half;
import dev.weir.stream.InputScanner;
import dev.weir.stream.TcpStream;
import dev.weir.stream.TlsSession;
import dev.weir.stream.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client's stream as one caller sees it. Once it has been given back, it is of no use: a caller that keeps it cannot touch the
 * bytes of the next one.
 */
final class LentStream implements TcpStream {

    private final TcpStream stream;
    private final String client;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean givenBack;

    /** @param onClose called once, when the caller has closed the stream */
    LentStream(TcpStream stream, String client, Runnable onClose) {
        this.stream = stream;
        this.client = client;
        this.onClose = onClose;
    }

    /** Ends the caller's use of the stream, which stays open. */
    void giveBack() {
        givenBack = true;
    }

    private TcpStream stream() {
        if (givenBack) {
            throw new IllegalStateException("stream " + stream.id() + " has been given back to client " + client
                    + "; it is the caller's only until the function has returned");
        }
        return stream;
    }

    private void closed() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }

    @Override
    public long id() {
        return stream.id();
    }

    @Override
    public SocketAddress remoteAddress() {
        return stream.remoteAddress();
    }

    @Override
    public SocketAddress peerAddress() {
        return stream.peerAddress();
    }

    @Override
    public SocketAddress localAddress() {
        return stream.localAddress();
    }

    @Override
    public Optional<TlsSession> tls() {
        return stream.tls();
    }

    @Override
    public <T extends Transport> Optional<T> layer(Class<T> type) {
        return stream().layer(type);
    }

    @Override
    public void readTimeout(Duration timeout) {
        stream().readTimeout(timeout);
    }

    @Override
    public int read(ByteBuffer destination) throws IOException {
        return stream().read(destination);
    }

    @Override
    public int peek(ByteBuffer destination) throws IOException {
        return stream().peek(destination);
    }

    @Override
    public int peekFully(byte[] destination) throws IOException {
        return stream().peekFully(destination);
    }

    @Override
    public void readFully(byte[] destination, int offset, int length) throws IOException {
        stream().readFully(destination, offset, length);
    }

    @Override
    public @Nullable String readLine(Charset charset, int max) throws IOException {
        return stream().readLine(charset, max);
    }

    @Override
    public boolean skipLine() throws IOException {
        return stream().skipLine();
    }

    @Override
    public int scan(InputScanner scanner) throws IOException {
        return stream().scan(scanner);
    }

    @Override
    public long transferTo(WritableByteChannel target) throws IOException {
        return stream().transferTo(target instanceof LentStream lent ? lent.stream() : target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return stream().write(source);
    }

    @Override
    public void flush() throws IOException {
        stream().flush();
    }

    @Override
    public void shutdown(Half half) throws IOException {
        stream().shutdown(half);
    }

    @Override
    public InputStream inputStream() {
        return new Input(this);
    }

    @Override
    public OutputStream outputStream() {
        return new Output(this);
    }

    @Override
    public boolean isOpen() {
        return !givenBack && stream.isOpen();
    }

    @Override
    public void onClose(@Nullable Closeable other) {
        stream().onClose(other);
    }

    @Override
    public boolean isQuiet() {
        return !givenBack && stream.isQuiet();
    }

    @Override
    public void close() throws IOException {
        if (!givenBack) {
            try {
                stream.close();
            } finally {
                closed();
            }
        }
    }

    @Override
    public void closeInOrder() throws IOException {
        if (!givenBack) {
            try {
                stream.closeInOrder();
            } finally {
                closed();
            }
        }
    }

    @Override
    public void abort(String reason) {
        if (!givenBack) {
            stream.abort(reason);
            closed();
        }
    }

    @Override
    public void reset(String reason) {
        if (!givenBack) {
            stream.reset(reason);
            closed();
        }
    }

    @Override
    public String toString() {
        return stream + " of client " + client;
    }

    /** A view that ends with the caller's use. */
    private static final class Input extends InputStream {

        private final LentStream lent;
        private final InputStream input;

        Input(LentStream lent) {
            this.lent = lent;
            this.input = lent.stream().inputStream();
        }

        @Override
        public int read() throws IOException {
            return open().read();
        }

        @Override
        public int read(byte[] destination, int offset, int length) throws IOException {
            return open().read(destination, offset, length);
        }

        @Override
        public int available() throws IOException {
            return open().available();
        }

        private InputStream open() {
            lent.stream();
            return input;
        }

        @Override
        public void close() throws IOException {
            lent.close();
        }
    }

    /** A view that ends with the caller's use. */
    private static final class Output extends OutputStream {

        private final LentStream lent;
        private final OutputStream output;

        Output(LentStream lent) {
            this.lent = lent;
            this.output = lent.stream().outputStream();
        }

        @Override
        public void write(int value) throws IOException {
            open().write(value);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            open().write(source, offset, length);
        }

        @Override
        public void flush() throws IOException {
            open().flush();
        }

        private OutputStream open() {
            lent.stream();
            return output;
        }

        @Override
        public void close() throws IOException {
            lent.close();
        }
    }
}
