package dev.weir.upstream;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.weir.observe.TargetState;
import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.Background;
import dev.weir.stream.StreamAddress;
import dev.weir.testing.LogCapture;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Failures are reported to the targets, not made: nothing connects here. */
@Timeout(60)
class TargetGroupTests {

    private static final Duration LONG = Duration.ofHours(1);
    private final IOException refused = new ConnectException("Connection refused");

    private static TargetGroup group(int targets, HealthOptions health) {
        List<StreamAddress> addresses = IntStream.range(0, targets)
                .mapToObj(i -> StreamAddress.parse("192.0.2.1:" + (7001 + i)))
                .toList();
        return new TargetGroup(
                UpstreamOwner.client("test"),
                UpstreamOptions.of(addresses).withHealth(health),
                UpstreamObserver.NONE,
                NameLookup.SYSTEM);
    }

    private static List<TargetState> states(TargetGroup group) {
        return group.targets().stream()
                .map(target -> target.statistics().state())
                .toList();
    }

    private void goDown(Target target) {
        for (int i = 0; i < HealthOptions.DEFAULT.fall(); i++) {
            target.checkFailed(refused);
        }
    }

    @Test
    void theLastTargetIsNeverEjected() {
        TargetGroup group = group(3, TestUpstreams.ejection(1, LONG));
        group.targets().forEach(target -> group.connectFailed(target, refused));
        assertThat(states(group)).containsExactly(TargetState.EJECTED, TargetState.EJECTED, TargetState.UP);
    }

    /** Each of two threads could see the other's target as the one that is left. */
    @Test
    void theLastTargetIsNotEjectedByTwoThreadsAtOnceEither() throws Exception {
        for (int i = 0; i < 200; i++) {
            TargetGroup group = group(2, TestUpstreams.ejection(1, LONG));
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Object>> failures = group.targets().stream()
                        .map(target -> Executors.callable(() -> group.connectFailed(target, refused)))
                        .toList();
                executor.invokeAll(failures);
            }
            assertThat(states(group)).containsOnlyOnce(TargetState.UP);
        }
    }

    @Test
    void anEjectedTargetIsBackWhenTheOthersGoDown() {
        TargetGroup group = group(2, TestUpstreams.ejection(1, LONG));
        group.connectFailed(group.targets().getFirst(), refused);
        assertThat(states(group)).containsExactly(TargetState.EJECTED, TargetState.UP);

        goDown(group.targets().getLast());

        assertThat(states(group)).containsExactly(TargetState.UP, TargetState.DOWN);
        assertThat(group.isAvailable()).isTrue();
        goDown(group.targets().getFirst());
        assertThat(group.isAvailable()).isFalse();
        assertThat(group.choose(group.targets(), null)).isNull();
    }

    @Test
    void aLackOfDescriptorsIsNoFailureOfTheTarget() {
        TargetGroup group = group(2, TestUpstreams.ejection(1, LONG));
        Target target = group.targets().getFirst();
        var own = new SocketException("Too many open files");

        group.connectFailed(target, own);
        for (int i = 0; i < 10; i++) {
            target.checkFailed(own);
        }

        assertThat(states(group)).containsOnly(TargetState.UP);
    }

    /** A target that is gone is tried and ejected again for as long as it is away. */
    @Test
    void theLogSaysOnceThatATargetIsAwayAndOnceThatItIsBack() {
        TargetGroup group = group(2, TestUpstreams.ejection(1, Duration.ZERO));
        Target target = group.targets().getFirst();
        try (var log = LogCapture.of(TargetStatus.class)) {
            for (int i = 0; i < 100; i++) {
                group.connectFailed(target, refused);
                assertThat(target.isUp()).isTrue();
            }
            target.status().connected();
            target.status().connected();
            goDown(target);
            group.connectFailed(target, refused);
            target.checkPassed();
            target.checkPassed();
            target.checkPassed();

            assertThat(log.lines())
                    .containsExactly(
                            "client test: target 192.0.2.1:7001 is down: Connection refused",
                            "client test: target 192.0.2.1:7001 is up");
        }
    }

    @Test
    void theLogSaysOnceThatATargetIsEjected() {
        TargetGroup group = group(2, TestUpstreams.ejection(1, LONG));
        Target target = group.targets().getFirst();
        try (var log = LogCapture.of(TargetStatus.class)) {
            for (int i = 0; i < 100; i++) {
                group.connectFailed(target, refused);
                target.status().endEjection();
                assertThat(target.isUp()).isTrue();
            }
            target.status().connected();
            assertThat(log.lines())
                    .containsExactly(
                            "client test: target 192.0.2.1:7001 is ejected: Connection refused",
                            "client test: target 192.0.2.1:7001 is up");
        }
    }

    @Test
    void aLogThatBlocksHoldsBackNoConnect() throws Exception {
        TargetGroup group = group(2, TestUpstreams.ejection(1, LONG));
        Target target = group.targets().getFirst();
        var writing = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                writing.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        appender.start();
        var logger = (Logger) LoggerFactory.getLogger(TargetStatus.class);
        logger.addAppender(appender);
        try {
            Background<Void> failing = Background.run(() -> group.connectFailed(target, refused));
            writing.await();

            assertThat(target.isUp()).isFalse();
            assertThat(group.choose(group.targets(), null))
                    .isEqualTo(group.targets().getLast());
            target.status().endEjection();
            assertThat(target.isUp()).isTrue();
            assertThat(failing.isDone()).isFalse();

            go.countDown();
            failing.get();
            await().until(() -> target.statistics().state() == TargetState.UP);
        } finally {
            go.countDown();
            logger.detachAppender(appender);
        }
    }
}
