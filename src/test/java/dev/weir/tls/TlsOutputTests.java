package dev.weir.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.BufferBudget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sends while all shared buffers are held for peers that do not read. */
@Timeout(60)
class TlsOutputTests {

    private static final int CAPACITY = 4 * 1024;

    private final List<ByteBuffer> heldByOthers = new ArrayList<>();
    private final byte[] bytes = new byte[100_000];

    @BeforeEach
    void takeAllSharedBuffers() {
        new Random(1).nextBytes(bytes);
        for (ByteBuffer next = RecordBuffers.borrowShared(); next != null; next = RecordBuffers.borrowShared()) {
            heldByOthers.add(next);
        }
        assertThat(heldByOthers).isNotEmpty();
    }

    @AfterEach
    void releaseThem() {
        heldByOthers.forEach(RecordBuffers::release);
    }

    @Test
    void countsWhatIsHeldForAPeerThatMakesNoRoom() throws Exception {
        var budget = new BufferBudget(1_000_000);
        TlsPair pair = TlsPair.connect(TransportPair.of(Integer.MAX_VALUE, CAPACITY), budget);
        CompletableFuture<Void> sending = send(pair);
        await().untilAsserted(() -> assertThat(budget.taken()).isEqualTo(15 * 1024));
        assertThat(receive(pair)).isEqualTo(bytes);
        TlsPair.get(sending);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void releasesItsShareWhenItIsClosed() throws Exception {
        var budget = new BufferBudget(1_000_000);
        TlsPair pair = TlsPair.connect(TransportPair.of(Integer.MAX_VALUE, CAPACITY), budget);
        CompletableFuture<Void> sending = send(pair);
        await().untilAsserted(() -> assertThat(budget.taken()).isPositive());
        pair.server().close();
        await().untilAsserted(() -> assertThat(sending).isCompletedExceptionally());
        assertThat(budget.taken()).isZero();
    }

    @Test
    void goesOnWithLittleWhereTheMemoryIsUsedUp() throws Exception {
        var budget = new BufferBudget(1);
        TlsPair pair = TlsPair.connect(TransportPair.of(Integer.MAX_VALUE, CAPACITY), budget);
        CompletableFuture<Void> sending = send(pair);
        assertThat(receive(pair)).isEqualTo(bytes);
        TlsPair.get(sending);
        assertThat(budget.taken()).isZero();
    }

    private CompletableFuture<Void> send(TlsPair pair) {
        return TlsPair.async(() -> {
            TlsPair.send(pair.server(), bytes);
            return null;
        });
    }

    private byte[] receive(TlsPair pair) throws Exception {
        ByteBuffer received = ByteBuffer.allocate(bytes.length);
        while (received.hasRemaining()) {
            assertThat(pair.client().read(received, TlsPair.LONG.toNanos())).isPositive();
        }
        return received.array();
    }
}
