package dev.weir.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link TcpStream#scan}. */
@Timeout(60)
class StreamScanTests {

    private final Pipe pipe = TcpStream.pipe();
    private final TcpStream client = pipe.client();
    private final TcpStream server = pipe.server();

    @AfterEach
    void abort() {
        client.abort("the test is over");
        server.abort("the test is over");
    }

    @Test
    void consumesOneUnitAfterTheOther() throws IOException {
        send("one;two;rest");
        var scanner = new Semicolons();
        assertThat(server.scan(scanner)).isEqualTo(4);
        assertThat(server.scan(scanner)).isEqualTo(4);
        assertThat(read(10)).isEqualTo("rest");
    }

    @Test
    void waitsForMoreBytesUntilTheScannerHasFoundTheEnd() throws Exception {
        var scanner = new Semicolons();
        var unit = Background.call(() -> server.scan(scanner));
        for (String each : List.of("o", "n", "e", ";")) {
            unit.awaitBlocked();
            send(each);
        }
        assertThat(unit.get()).isEqualTo(4);
        assertThat(scanner.seen).containsExactly("o", "on", "one", "one;");
    }

    @Test
    void findsAUnitThatIsLargerThanTheBuffer() throws Exception {
        var unit = Background.call(() -> server.scan(new Semicolons()));
        send("x".repeat(100_000) + ";");
        assertThat(unit.get()).isEqualTo(100_001);
    }

    @Test
    void theUnitStaysInTheBufferUntilTheNextRead() throws IOException {
        send("one;two;");
        var scanner = new Semicolons();
        server.scan(scanner);
        ByteBuffer received = scanner.last;
        server.scan(scanner);
        assertThat(scanner.last).isSameAs(received);
        assertThat(received.duplicate().flip()).isEqualTo(US_ASCII.encode("one;two;"));
    }

    @Test
    void returnsMinusOneAtTheEndOfInputAndEverAfter() throws IOException {
        send("one;");
        client.shutdown();
        var scanner = new Semicolons();
        assertThat(server.scan(scanner)).isEqualTo(4);
        assertThat(server.scan(scanner)).isEqualTo(-1);
        assertThat(server.scan(scanner)).isEqualTo(-1);
        assertThat(scanner.seenLast).isEmpty();
    }

    @Test
    void asksForTheLastUnitAtTheEndOfInput() throws IOException {
        send("one;last");
        client.shutdown();
        var scanner = new Semicolons();
        scanner.lastLength = 4;
        assertThat(server.scan(scanner)).isEqualTo(4);
        assertThat(server.scan(scanner)).isEqualTo(4);
        assertThat(server.scan(scanner)).isEqualTo(-1);
        assertThat(scanner.seenLast).containsExactly("last");
    }

    @Test
    void leavesBytesThatAreNoLastUnit() throws IOException {
        send("partial");
        client.shutdown();
        assertThat(server.scan(new Semicolons())).isEqualTo(-1);
        assertThat(server.scan(new Semicolons())).isEqualTo(-1);
        assertThat(read(10)).isEqualTo("partial");
    }

    @Test
    void doesNotAskForTheLastUnitAfterReadingHasBeenShutDown() throws IOException {
        send("partial");
        assertThat(server.peek(new byte[1])).isOne();
        server.shutdown(Half.READ);
        var scanner = new Semicolons();
        scanner.lastLength = 7;
        assertThat(server.scan(scanner)).isEqualTo(-1);
        assertThat(scanner.seenLast).isEmpty();
        assertThat(read(10)).isEqualTo("partial");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 8, Integer.MAX_VALUE})
    void refusesALengthThatIsNotThere(int length) throws IOException {
        send("7 bytes");
        assertThatIllegalStateException()
                .isThrownBy(() -> server.scan(new Lying(length)))
                .withMessage("the scanner returned " + length + " of 7 bytes");
        client.shutdown();
        var last = new Semicolons();
        last.lastLength = length;
        assertThatIllegalStateException().isThrownBy(() -> server.scan(last));
        assertThat(read(10)).isEqualTo("7 bytes");
    }

    @Test
    void aScannerMayMoveThePositionAndTheLimit() throws IOException {
        send("one;two");
        assertThat(server.scan(new InputScanner() {
                    @Override
                    public int scan(ByteBuffer received) {
                        received.position(2).limit(3);
                        return 4;
                    }

                    @Override
                    public int scanLast(ByteBuffer received) {
                        return 0;
                    }
                }))
                .isEqualTo(4);
        assertThat(read(10)).isEqualTo("two");
    }

    @Test
    void aViolationThatTheScannerFindsConsumesNothingAndIsMarked() throws IOException {
        send("bytes");
        var violation = new ProtocolViolationException("no semicolon");
        assertThatExceptionOfType(ProtocolViolationException.class)
                .isThrownBy(() -> server.scan(new InputScanner() {
                    @Override
                    public int scan(ByteBuffer received) throws ProtocolViolationException {
                        received.position(1);
                        throw violation;
                    }

                    @Override
                    public int scanLast(ByteBuffer received) {
                        return 0;
                    }
                }))
                .satisfies(e -> assertThat(e).isSameAs(violation))
                .satisfies(e -> assertThat(StreamOrigin.of(e)).isNotNull());
        assertThat(read(10)).isEqualTo("bytes");
    }

    @Test
    void timesOutAfterTheScannersLimitAndLosesNoByte() throws IOException {
        send("par");
        server.readTimeout(Background.PATIENCE);
        var scanner = new Semicolons();
        scanner.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(5);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> server.scan(scanner))
                .satisfies(e -> assertThat(StreamOrigin.of(e)).isNotNull());
        send("tial;");
        assertThat(server.scan(scanner)).isEqualTo(8);
    }

    @Test
    void timesOutAfterTheStreamsLimitIfThatIsShorter() throws IOException {
        server.readTimeout(Duration.ofMillis(5));
        var scanner = new Semicolons();
        scanner.timeoutNanos = Background.PATIENCE.toNanos();
        assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> server.scan(scanner));
    }

    @Test
    void throwsOnceTheStreamIsClosed() {
        server.abort("done");
        assertThatExceptionOfType(StreamClosedException.class).isThrownBy(() -> server.scan(new Semicolons()));
    }

    private void send(String text) throws IOException {
        client.writeAll(text.getBytes(US_ASCII));
        client.flush();
    }

    private String read(int count) throws IOException {
        byte[] bytes = new byte[count];
        return new String(bytes, 0, server.read(bytes), US_ASCII);
    }

    /** Returns a length whatever it sees. */
    private record Lying(int length) implements InputScanner {

        @Override
        public int scan(ByteBuffer received) {
            return length;
        }

        @Override
        public int scanLast(ByteBuffer received) {
            return length;
        }
    }

    /** Units that end with a semicolon. */
    private static final class Semicolons implements InputScanner {

        private final List<String> seen = new ArrayList<>();
        private final List<String> seenLast = new ArrayList<>();
        private ByteBuffer last = Buffers.EMPTY;
        private int lastLength;
        private long timeoutNanos = Transport.NO_TIMEOUT;

        @Override
        public int scan(ByteBuffer received) {
            last = received;
            seen.add(US_ASCII.decode(received.duplicate()).toString());
            return ByteSearch.indexOf(received, 0, (byte) ';') + 1;
        }

        @Override
        public int scanLast(ByteBuffer received) {
            seenLast.add(US_ASCII.decode(received.duplicate()).toString());
            return lastLength;
        }

        @Override
        public long timeoutNanos() {
            return timeoutNanos;
        }
    }
}
