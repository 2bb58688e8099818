package dev.weir.capture;

import dev.weir.stream.Half;
import dev.weir.stream.StreamAddress;
import dev.weir.stream.Transport;
import dev.weir.stream.TransportLayer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Copies the bytes of a connection into a capture; without one, passes them on after a check for {@code null}. */
public final class CaptureTransport implements TransportLayer {

    private final Transport transport;
    private final Captures captures;
    private final String listener;

    private volatile @Nullable Recorder recorder;

    /** Guarded by this object's monitor, under which no other lock is taken. */
    private boolean over;

    /** Whether this side has shut down its input; reads return -1 then, which is not the client's end. */
    private volatile boolean inputShutDown;

    CaptureTransport(Transport transport, Captures captures, String listener) {
        this.transport = transport;
        this.captures = captures;
        this.listener = listener;
    }

    /** Where the stream is recorded. */
    record Recorder(Capture capture, StreamRecording recording) {

        void bytes(boolean fromClient, ByteBuffer buffer, int start, int count) {
            capture.record(recording, stream -> stream.bytes(fromClient, new Slice(buffer, start, count)));
        }

        void finish(boolean byClient) {
            capture.record(recording, stream -> stream.finish(byClient));
        }
    }

    @Override
    public Transport below() {
        return transport;
    }

    /** Name of the listener that has accepted the connection. */
    String listener() {
        return listener;
    }

    /** Lets the captures know of a new connection. Never throws. */
    public void opened() {
        captures.opened(this);
    }

    /**
     * Ends the recording, after the last read and write. Never throws.
     *
     * @param cause goes with the last packet
     * @param resetByClient whether the client has reset the connection
     */
    public void ended(String cause, boolean resetByClient) {
        Recorder last;
        synchronized (this) {
            over = true;
            last = recorder;
            recorder = null;
        }
        if (last != null) {
            last.capture().record(last.recording(), stream -> stream.close(cause, resetByClient));
            last.capture().remove(this);
        }
    }

    /** Begins a recording, unless there is one or the connection has ended. */
    synchronized boolean begin(Recorder next) {
        if (over || recorder != null) {
            return false;
        }
        recorder = next;
        return true;
    }

    /** Stops the recording of an ended capture. */
    synchronized void stop(Capture capture) {
        if (recorder != null && recorder.capture().equals(capture)) {
            recorder = null;
        }
    }

    @Nullable
    Recorder recorder() {
        return recorder;
    }

    /** Describes the connection, in addition to the addresses of its packets. */
    String describe() {
        var text = new StringBuilder("stream " + id() + " of listener " + listener);
        if (tls().isPresent()) {
            text.append("; decrypted ").append(tls().get().protocol());
        }
        if (!peerAddress().equals(remoteAddress())) {
            text.append("; through proxy ").append(StreamAddress.format(peerAddress()));
        }
        return text.append("; ")
                .append(StreamAddress.format(remoteAddress()))
                .append(" to ")
                .append(StreamAddress.format(localAddress()))
                .toString();
    }

    @Override
    public int read(ByteBuffer destination, long timeoutNanos) throws IOException {
        int start = destination.position();
        int count = transport.read(destination, timeoutNanos);
        recordRead(destination, start, count);
        return count;
    }

    @Override
    public boolean awaitInput(long timeoutNanos) throws IOException {
        return transport.awaitInput(timeoutNanos);
    }

    @Override
    public int readArrived(ByteBuffer destination) throws IOException {
        int start = destination.position();
        int count = transport.readArrived(destination);
        recordRead(destination, start, count);
        return count;
    }

    private void recordRead(ByteBuffer buffer, int start, int count) {
        Recorder current = recorder;
        if (current == null) {
            return;
        }
        if (count > 0) {
            current.bytes(true, buffer, start, count);
        } else if (count < 0 && !inputShutDown) {
            current.finish(true);
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int start = source.position();
        int count = transport.write(source);
        Recorder current = recorder;
        if (current != null && count > 0) {
            current.bytes(false, source, start, count);
        }
        return count;
    }

    @Override
    public void shutdown(Half half) throws IOException {
        if (half == Half.READ) {
            inputShutDown = true;
        }
        transport.shutdown(half);
        if (half == Half.WRITE) {
            recordFinish();
        }
    }

    @Override
    public void finish() throws IOException {
        transport.finish();
        recordFinish();
    }

    private void recordFinish() {
        Recorder current = recorder;
        if (current != null) {
            current.finish(false);
        }
    }

    @Override
    public void reset() throws IOException {
        Recorder current = recorder;
        if (current != null) {
            current.capture().record(current.recording(), StreamRecording::reset);
        }
        transport.reset();
    }

    @Override
    public String toString() {
        return transport.toString();
    }
}
