package dev.weir.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stream on transports that fail or violate their contract. */
@Timeout(60)
class BufferedTcpStreamTests {

    private static final StreamOptions OPTIONS = StreamOptions.DEFAULT.withCloseTimeout(Background.PATIENCE);

    private final ScriptedTransport transport = new ScriptedTransport();
    private final TcpStream stream = TcpStream.over(transport, OPTIONS);

    @Test
    void aWriteThatTheTransportTakesInPiecesGoesOn() throws IOException {
        transport.onWrite(BufferedTcpStreamTests::takeOne).onWrite(BufferedTcpStreamTests::takeOne);
        stream.writeAll("hello".getBytes(UTF_8));
        stream.flush();
        assertThat(transport.calls).containsExactly("write 5", "write 4", "write 3");
    }

    private static int takeOne(ByteBuffer source) {
        source.get();
        return 1;
    }

    @Test
    void whatAFailedWriteLeftIsSentByTheNext() throws IOException {
        transport
                .onWrite(BufferedTcpStreamTests::takeOne)
                .onWrite(ScriptedTransport.fails(new SocketException("for a moment")));
        stream.writeAll("hello".getBytes(UTF_8));
        assertThatExceptionOfType(SocketException.class).isThrownBy(stream::flush);
        stream.flush();
        assertThat(transport.calls).containsExactly("write 5", "write 4", "write 4");
    }

    /** After large reads a transfer uses large buffers. Bytes that the target does not take stay readable. */
    @Test
    void aTransferOfMuchLosesNothingWhenItsTargetBreaks() throws IOException {
        var given = new AtomicInteger();
        var taken = new AtomicInteger();
        var broken = new ScriptedTransport();
        for (int i = 0; i < 10; i++) {
            transport.onRead(destination -> fill(destination, given));
            broken.onWrite(source -> {
                taken.addAndGet(source.remaining());
                return ScriptedTransport.takeAll(source);
            });
        }
        transport.onRead(destination -> fill(destination, given));
        broken.onWrite(source -> {
                    source.position(source.position() + 1_000);
                    taken.addAndGet(1_000);
                    return 1_000;
                })
                .onWrite(ScriptedTransport.fails(new SocketException("broken")));

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> stream.transferTo(TcpStream.over(broken, OPTIONS)));

        assertThat(broken.calls).last().isEqualTo("write 130072");
        byte[] rest = new byte[given.get() - taken.get()];
        stream.readFully(rest);
        for (int i = 0; i < rest.length; i++) {
            assertThat(rest[i]).as("byte %d", i).isEqualTo(pattern(taken.get() + i));
        }
    }

    private static int fill(ByteBuffer destination, AtomicInteger given) {
        int count = destination.remaining();
        while (destination.hasRemaining()) {
            destination.put(pattern(given.getAndIncrement()));
        }
        return count;
    }

    private static byte pattern(int index) {
        return (byte) (index % 251);
    }

    @Test
    void aFailedReadLosesNothingAndClosesNothing() throws IOException {
        transport
                .onRead(ScriptedTransport.bytes("hel"))
                .onRead(ScriptedTransport.fails(new SocketException("for a moment")))
                .onRead(ScriptedTransport.bytes("lo\n"));
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> stream.readLine(UTF_8, 10));
        assertThat(stream.readLine(UTF_8, 10)).isEqualTo("hello");
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void aReadWhoseFlushFailsLeavesNoTrace() throws IOException {
        transport
                .onWrite(ScriptedTransport.fails(new SocketException("Broken pipe")))
                .onRead(ScriptedTransport.bytes("x"));
        stream.writeAll(new byte[1]);
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> stream.read(new byte[1]));
        assertThat(stream.read(new byte[1])).isEqualTo(1);
        stream.writeAll(new byte[1]);
        assertThat(transport.calls).containsExactly("write 1", "write 1");
    }

    @Test
    void aTransportThatWritesNothingDoesNotSpin() throws IOException {
        transport.onWrite(_ -> 0);
        stream.writeAll(new byte[1]);
        assertThatExceptionOfType(IOException.class).isThrownBy(stream::flush).withMessageContaining("wrote nothing");
    }

    @Test
    void aTransportThatReadsNothingDoesNotSpin() {
        transport.onRead(_ -> 0).onRead(_ -> 0);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> stream.read(new byte[1]))
                .withMessageContaining("read nothing");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> stream.read(new byte[1_000]));
    }

    @Test
    void aTransportThatThrowsWhatItShouldNotDoesNotJamTheStream() throws IOException {
        transport
                .onRead(_ -> {
                    throw new IllegalStateException("a bug");
                })
                .onRead(ScriptedTransport.bytes("x"))
                .onWrite(_ -> {
                    throw new IllegalStateException("another");
                });
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> stream.read(new byte[1]));
        assertThat(stream.read(new byte[1])).isEqualTo(1);
        stream.writeAll(new byte[1]);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(stream::flush);
        stream.flush();
        stream.close();
        assertThat(transport.calls).containsExactly("write 1", "write 1", "finish", "close");
    }

    @Test
    void aTransportThatReportsItsCloseIsClosed() {
        transport.onRead(ScriptedTransport.fails(new ClosedChannelException()));
        assertThatExceptionOfType(StreamClosedException.class)
                .isThrownBy(() -> stream.read(new byte[1]))
                .withMessageContaining("its transport was closed")
                .withCauseInstanceOf(ClosedChannelException.class);
        assertThat(transport.calls).containsExactly("close");
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void closeFinishesAndWaitsForTheEndOfInput() throws IOException {
        transport.onRead(ScriptedTransport.bytes("unread")).onRead(ScriptedTransport.bytes("unread too"));
        stream.writeAll("bye".getBytes(UTF_8));
        stream.close();
        assertThat(transport.calls).containsExactly("write 3", "finish", "close");
    }

    @Test
    void closeTellsTheTransportAlsoAfterAShutdown() throws IOException {
        stream.shutdown();
        stream.shutdown();
        stream.close();
        assertThat(transport.calls).containsExactly("shutdown WRITE", "finish", "close");
    }

    @Test
    void closeThatCannotSendStillCloses() throws IOException {
        transport.onWrite(ScriptedTransport.fails(new SocketException("Broken pipe")));
        stream.writeAll(new byte[1]);
        assertThatExceptionOfType(SocketException.class).isThrownBy(stream::close);
        assertThat(transport.calls).containsExactly("write 1", "close");
        stream.close();
    }

    @Test
    void endingTheInputAsksTheTransportOnlyToWakeAReader() throws IOException {
        stream.shutdown(Half.READ);
        assertThat(stream.read(new byte[1])).isEqualTo(-1);
        assertThat(transport.calls).isEmpty();
    }

    /** A transport whose read ignores a close must not block the thread that closes. */
    @Test
    void closeAndAbortDoNotWaitForATransportThatIgnoresThem() throws Exception {
        var released = new CountDownLatch(1);
        transport.onRead(_ -> {
            try {
                boolean _ = released.await(Background.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return -1;
        });
        TcpStream stuck = TcpStream.over(transport, OPTIONS.withCloseTimeout(Duration.ofMillis(50)));
        var reader = Background.call(() -> stuck.read(new byte[1])).awaitBlocked();
        stuck.abort("enough");
        stuck.close();
        assertThat(reader.isDone()).isFalse();
        released.countDown();
        assertThat(reader.failure()).isInstanceOf(StreamClosedException.class);
    }

    @Test
    void twoStreamsMayStandOnEachOther() throws IOException {
        Pipe inner = TcpStream.pipe();
        inner.server().abort("gone");
        transport.onRead(destination -> inner.server().read(destination));
        assertThatExceptionOfType(StreamClosedException.class)
                .isThrownBy(() -> stream.read(new byte[1]))
                .withMessageContaining("stream " + stream.id());
        assertThat(stream.isOpen()).isFalse();
        inner.client().abort("done");
    }
}
