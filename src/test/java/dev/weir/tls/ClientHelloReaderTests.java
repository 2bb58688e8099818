package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.BufferBudget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientHelloReaderTests {

    private static final int RECORD = 4_000;

    private final TransportPair raw = TransportPair.ofSegments(Integer.MAX_VALUE);

    /** Two of the three records of a message. */
    private void sendMostOfAClientHello() throws IOException {
        ByteBuffer records = ByteBuffer.allocate(2 * (5 + RECORD));
        for (int i = 0; i < 2; i++) {
            records.put((byte) 22).putShort((short) 0x0303).putShort((short) RECORD);
            records.position(records.position() + RECORD);
        }
        records.putInt(5, 1 << 24 | 3 * RECORD - 4);
        TlsPair.send(raw.client(), records.array());
    }

    @Test
    void itsCopyIsCountedWhileItWaitsForTheRest() throws Exception {
        sendMostOfAClientHello();
        var budget = new BufferBudget(1_000_000);
        var received = new RecordInput(raw.server(), budget);
        CompletableFuture<Optional<String>> name = TlsPair.async(() -> new ClientHelloReader(received).serverName());
        await().until(raw.server()::isBlocked);
        long ofRecords = received.bytes().capacity() - 2_048L;
        assertThat(budget.taken()).isGreaterThanOrEqualTo(ofRecords + 2 * RECORD - 2_048);
        raw.server().close();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> TlsPair.get(name));
        assertThat(budget.taken()).isEqualTo(ofRecords);
        received.close();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void isRefusedWhereMemoryIsUsedUp() throws IOException {
        sendMostOfAClientHello();
        var received = new RecordInput(raw.server(), new BufferBudget(10_000));
        assertThatExceptionOfType(TlsRefusedException.class)
                .isThrownBy(() -> new ClientHelloReader(received).serverName())
                .withMessageContaining("used up")
                .extracting(TlsFailure::of)
                .isEqualTo(TlsFailure.RECORD_MEMORY);
    }
}
