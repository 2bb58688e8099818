package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.BufferBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class RecordInputTests {

    private final TransportPair raw = TransportPair.ofSegments(Integer.MAX_VALUE);
    private final RecordInput received = new RecordInput(raw.server(), BufferBudget.UNLIMITED);

    @Test
    void holdsLittleWhileItWaits() throws IOException {
        received.handshakeDone();
        send(record(50));
        received.receive(0);
        assertThat(received.hasRecord()).isTrue();
        assertThat(received.bytes().capacity()).isEqualTo(256);
    }

    @Test
    void growsWithTheArrivedBytesNotWithTheAnnouncedLength() throws IOException {
        received.handshakeDone();
        byte[] record = record(16_000);
        int sent = 5;
        send(record, 0, 5);
        received.receive(0);
        for (int part = 10; sent < record.length; part = Math.min(2 * part, record.length - sent)) {
            send(record, sent, part);
            sent += part;
            while (received.bytes().remaining() < sent) {
                received.receive(0);
            }
            assertThat(received.bytes().capacity()).isLessThanOrEqualTo(Math.max(256, 4 * sent));
        }
        assertThat(received.hasRecord()).isTrue();
        assertThat(received.length()).isEqualTo(16_005);
    }

    @Test
    void growsUnderLoadAndShrinksAfterwards() throws IOException {
        received.handshakeDone();
        send(new byte[200_000]);
        for (int i = 0; i < 8; i++) {
            receiveAndConsume();
        }
        assertThat(received.bytes().capacity()).isEqualTo(32 * 1024);
        while (received.bytes().capacity() > 256) {
            int before = received.bytes().capacity();
            send(new byte[1]);
            receiveAndConsume();
            receiveAfter(before);
        }
    }

    @Test
    void keepsWhatIsLeftWhenOthersUseTheBuffer() throws IOException {
        growLarge();
        byte[] records = new byte[50_000];
        new Random(1).nextBytes(records);
        send(records);
        received.borrowLargeBuffer();
        received.receive(0);
        assertThat(received.bytes().capacity()).isEqualTo(64 * 1024);
        assertThat(received.bytes().remaining()).isEqualTo(records.length);
        received.bytes().position(49_000);
        ByteBuffer shared = received.bytes();
        received.returnLargeBuffer();
        shared.clear().put(new byte[shared.capacity()]);
        byte[] left = Arrays.copyOfRange(records, 49_000, records.length);
        assertThat(received.bytes()).isEqualTo(ByteBuffer.wrap(left));
        assertThat(received.bytes().capacity()).isEqualTo(left.length);
    }

    @Test
    void holdsNothingOnceOthersUseTheBuffer() throws IOException {
        growLarge();
        send(new byte[50_000]);
        received.borrowLargeBuffer();
        receiveAndConsume();
        received.returnLargeBuffer();
        assertThat(received.bytes().capacity()).isZero();
        send(record(50));
        received.receive(0);
        assertThat(received.hasRecord()).isTrue();
    }

    @Test
    void borrowsALargeBufferOnlyForLargeReads() throws IOException {
        received.handshakeDone();
        received.borrowLargeBuffer();
        send(record(50));
        received.receive(0);
        assertThat(received.bytes().capacity()).isEqualTo(256);
        received.returnLargeBuffer();
        assertThat(received.hasRecord()).isTrue();
    }

    @Test
    void takesNoMoreThanTheBudgetHas() throws IOException {
        var poor = new RecordInput(raw.server(), new BufferBudget(1));
        send(record(1_500));
        while (!poor.hasRecord()) {
            poor.receive(0);
        }
        poor.bytes().position(poor.bytes().limit());
        send(record(5_000));
        assertThatThrownBy(() -> {
                    while (!poor.hasRecord()) {
                        poor.receive(0);
                    }
                })
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("5005 bytes")
                .hasMessageContaining("used up");
    }

    @Test
    void countsWhatItHoldsUntilItIsClosed() throws IOException {
        var budget = new BufferBudget(1_000_000);
        var counted = new RecordInput(raw.server(), budget);
        send(new byte[200_000]);
        for (int i = 0; i < 4; i++) {
            counted.receive(0);
            assertThat(budget.taken()).isBetween(counted.bytes().capacity() - 2_048L, 32L * 1024);
            counted.bytes().position(counted.bytes().limit());
        }
        assertThat(budget.taken()).isEqualTo(30 * 1024);
        counted.borrowLargeBuffer();
        counted.receive(0);
        assertThat(budget.taken()).isEqualTo(30 * 1024);
        counted.bytes().position(counted.bytes().limit());
        counted.returnLargeBuffer();
        assertThat(budget.taken()).isZero();
        counted.receive(0);
        assertThat(budget.taken()).isEqualTo(30 * 1024);
        counted.close();
        assertThat(budget.taken()).isZero();
        counted.bytes().position(counted.bytes().limit());
        counted.receive(0);
        assertThat(budget.taken()).isZero();
    }

    private void growLarge() throws IOException {
        received.handshakeDone();
        send(new byte[100_000]);
        for (int left = 100_000; left > 0; left -= received.bytes().limit()) {
            receiveAndConsume();
        }
    }

    private void receiveAfter(int capacity) throws IOException {
        send(new byte[1]);
        receiveAndConsume();
        assertThat(received.bytes().capacity()).isLessThanOrEqualTo(capacity);
    }

    private void receiveAndConsume() throws IOException {
        received.receive(0);
        received.bytes().position(received.bytes().limit());
    }

    private void send(byte[] bytes) throws IOException {
        send(bytes, 0, bytes.length);
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        raw.client().write(ByteBuffer.wrap(bytes, offset, length));
    }

    private static byte[] record(int length) {
        byte[] record = new byte[5 + length];
        record[0] = 23;
        record[1] = record[2] = 3;
        record[3] = (byte) (length >> 8);
        record[4] = (byte) length;
        return record;
    }
}
