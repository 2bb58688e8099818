package dev.weir.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PermitTests {

    private final AtomicInteger socket = new AtomicInteger();
    private final AtomicInteger client = new AtomicInteger();

    @Test
    void releasesOnceHoweverOftenItIsClosed() {
        var permit = new Permit(socket::incrementAndGet);
        permit.close();
        permit.close();
        assertThat(socket).hasValue(1);
    }

    @Test
    void joinedPermitReleasesBoth() {
        var first = new Permit(socket::incrementAndGet);
        Permit both = first.join(new Permit(client::incrementAndGet));
        both.close();
        both.close();
        first.close();
        assertThat(socket).hasValue(1);
        assertThat(client).hasValue(1);
    }

    @Test
    void joinedPermitReleasesOnlyTheOtherOneWhereTheFirstIsClosed() {
        var first = new Permit(socket::incrementAndGet);
        Permit both = first.join(new Permit(client::incrementAndGet));
        first.close();
        assertThat(client).hasValue(0);
        both.close();
        assertThat(socket).hasValue(1);
        assertThat(client).hasValue(1);
    }

    @Test
    void releasesOnceHoweverManyThreadsCloseIt() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 1_000; i++) {
                var permit = new Permit(socket::incrementAndGet);
                Callable<Boolean> close = () -> {
                    permit.close();
                    return true;
                };
                for (Future<Boolean> closed : threads.invokeAll(List.of(close, close, close, close))) {
                    assertThat(closed.get()).isTrue();
                }
            }
        }
        assertThat(socket).hasValue(1_000);
    }
}
