package dev.weir.frame;

import static dev.weir.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.stream.Pipe;
import dev.weir.stream.ProtocolViolationException;
import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FrameStreamHandlerTests {

    private static final FrameOptions OPTIONS = FrameOptions.of(new ShortFormat());

    private final Pipe pipe = TcpStream.pipe();
    private final FramedStream client = FramedStream.over(pipe.client(), new ShortFormat());
    private final FrameSessions sessions = new FrameSessions();
    private final List<String> outcomes = new CopyOnWriteArrayList<>();
    private final List<Exception> unanswered = new CopyOnWriteArrayList<>();
    private final List<FrameError> rejected = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        pipe.client().abort("the test is over");
        pipe.server().abort("the test is over");
    }

    @Test
    void repliesToEachFrameAndObservesEachExchange() throws Exception {
        Future<?> served = serve(OPTIONS, (frame, _) -> frame.isEmpty() ? null : frame + "!");
        send("one");
        send("");
        send("two");
        assertThat(receive()).isEqualTo("one!");
        assertThat(receive()).isEqualTo("two!");
        client.stream().shutdown();
        served.get();
        assertThat(client.read()).isNull();
        assertThat(outcomes).containsExactly("REPLIED null", "SILENT null", "REPLIED null");
    }

    @Test
    void sessionLastsFromBeforeTheFirstFrameToTheEnd() throws Exception {
        var handler = new Handler() {
            @Override
            public String handle(String frame, FrameSession session) {
                return frame + session.attributes().merge("count", 1, (a, b) -> (int) a + (int) b);
            }

            @Override
            public void onOpen(FrameSession session) throws IOException {
                session.send("hello");
            }
        };
        Future<?> served = serve(OPTIONS, handler);
        assertThat(receive()).isEqualTo("hello");
        FrameSession session = sessions.all("test").iterator().next();
        assertThat(sessions.find(session.id())).isSameAs(session);
        send("a");
        send("a");
        assertThat(receive()).isEqualTo("a1");
        assertThat(receive()).isEqualTo("a2");
        session.send("pushed");
        assertThat(receive()).isEqualTo("pushed");
        session.end();
        served.get();
        assertThat(sessions.all("test")).isEmpty();
        assertThat(sessions.find(session.id())).isNull();
        assertThatThrownBy(() -> session.send("late")).isInstanceOf(IOException.class);
    }

    @Test
    void failureOfTheHandlerEndsTheConnection() throws Exception {
        Future<?> served = serve(OPTIONS, (_, _) -> {
            throw new IllegalStateException("on purpose");
        });
        client.write("one", StandardCharsets.UTF_8);
        client.write("two", StandardCharsets.UTF_8);
        client.flush();
        assertThatThrownBy(served::get).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(outcomes).containsExactly("ERROR java.lang.IllegalStateException: on purpose");
    }

    @Test
    void continuesAfterAFailureIfConfiguredSo() throws Exception {
        var options = new FrameOptions(OPTIONS.format(), Duration.ZERO, 1, ReplyOrder.REQUEST, ErrorPolicy.CONTINUE);
        Future<?> served = serve(options, (frame, _) -> {
            return switch (frame) {
                case "fail" -> throw new IllegalStateException("on purpose");
                case "violate" -> throw new ProtocolViolationException("on purpose");
                default -> frame;
            };
        });
        send("fail");
        send("one");
        assertThat(receive()).isEqualTo("one");
        send("violate");
        assertThatThrownBy(served::get).hasCauseInstanceOf(ProtocolViolationException.class);
        assertThat(outcomes).hasSize(3);
        assertThat(unanswered).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onErrorAnswersAFailureAndAPayloadThatCannotBeDecoded() throws Exception {
        var handler = new Handler() {
            @Override
            public String handle(String frame, FrameSession session) {
                throw new IllegalStateException("on purpose");
            }

            @Override
            public String onError(Exception failure, FrameSession session) {
                return "NAK " + failure.getClass().getSimpleName();
            }
        };
        Future<?> served = serve(OPTIONS, handler);
        send("one");
        assertThat(receive()).isEqualTo("NAK IllegalStateException");
        client.write(new byte[] {(byte) 0xff, 'x'});
        assertThat(receive()).isEqualTo("NAK FrameException");
        client.stream().shutdown();
        served.get();
        assertThat(rejected).containsExactly(FrameError.CHARSET);
        assertThat(unanswered).isEmpty();
    }

    @Test
    void connectionsOwnFailureIsNotTheHandlersToAnswer() throws Exception {
        var asked = new AtomicInteger();
        var handler = new Handler() {
            @Override
            public String handle(String frame, FrameSession session) throws IOException {
                pipe.server().abort("on purpose");
                session.send("to nobody");
                return frame;
            }

            @Override
            public @Nullable String onError(Exception failure, FrameSession session) {
                asked.incrementAndGet();
                return null;
            }
        };
        Future<?> served = serve(OPTIONS, handler);
        send("one");
        assertThatThrownBy(served::get).isInstanceOf(ExecutionException.class);
        assertThat(asked).hasValue(0);
    }

    @Test
    void drainEndsTheInputAndWhatHasArrivedIsAnswered() throws Exception {
        var inHandler = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var service = service(OPTIONS, (frame, _) -> {
            inHandler.countDown();
            awaitLatch(release);
            return frame;
        });
        Future<?> served = start(() -> {
            service.handle(pipe.server());
            pipe.server().close();
            return null;
        });
        send("one");
        awaitLatch(inHandler);
        service.onDrain(pipe.server());
        release.countDown();
        assertThat(receive()).isEqualTo("one");
        assertThat(client.read()).isNull();
        served.get();
    }

    /** Whatever has arrived before the end is answered, with one frame at a time and with several at once. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void drainOfABusyConnectionEndsItBetweenTwoFrames(int concurrency) throws Exception {
        var inHandler = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var handler = new Handler() {
            @Override
            public String handle(String frame, FrameSession session) throws InterruptedException {
                inHandler.countDown();
                awaitLatch(release);
                return frame;
            }

            @Override
            public void onDrain(FrameSession session) throws IOException {
                session.send("bye");
                session.end();
            }
        };
        var service = service(concurrent(concurrency, ReplyOrder.REQUEST), handler);
        assertThat(service.onDrainWhileBusy(pipe.server()))
                .as("before it is handled")
                .isFalse();
        Future<?> served = start(() -> {
            service.handle(pipe.server());
            pipe.server().close();
            return null;
        });
        send("one");
        awaitLatch(inHandler);
        send("two");
        assertThat(service.onDrainWhileBusy(pipe.server())).isTrue();
        send("three");
        release.countDown();
        List<String> received = new ArrayList<>();
        for (String reply = receive(); reply != null; reply = receive()) {
            received.add(reply);
        }
        assertThat(received).containsExactlyInAnyOrder("one", "two", "three", "bye");
        served.get();
    }

    @Test
    void drainWaitsForTheRestOfAFrameThatHasBegun() throws Exception {
        var service = service(OPTIONS, (frame, _) -> frame);
        Future<?> served = start(() -> {
            service.handle(pipe.server());
            pipe.server().close();
            return null;
        });
        send("one");
        assertThat(receive()).isEqualTo("one");
        byte[] second = {0, 3, 't', 'w', 'o'};
        pipe.client().writeAll(second, 0, 3);
        pipe.client().flush();
        assertThat(service.onDrainWhileBusy(pipe.server())).isTrue();
        pipe.client().writeAll(second, 3, 2);
        pipe.client().flush();
        assertThat(receive()).isEqualTo("two");
        assertThat(client.read()).isNull();
        served.get();
    }

    @Test
    void handlesAsManyFramesAtOnceAsItMayAndReadsNoMore() throws Exception {
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var release = new CountDownLatch(1);
        Future<?> served = serve(concurrent(3, ReplyOrder.REQUEST), (frame, _) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            awaitLatch(release);
            running.decrementAndGet();
            return frame;
        });
        for (int i = 0; i < 10; i++) {
            send("" + i);
        }
        await().until(() -> running.get() == 3);
        release.countDown();
        for (int i = 0; i < 10; i++) {
            assertThat(receive()).isEqualTo("" + i);
        }
        client.stream().shutdown();
        served.get();
        assertThat(most).hasValue(3);
    }

    @Test
    void repliesInTheOrderOfRequestsEvenIfALaterOneIsReadyFirst() throws Exception {
        var second = new CountDownLatch(1);
        Future<?> served = serve(concurrent(2, ReplyOrder.REQUEST), (frame, _) -> {
            if (frame.equals("1")) {
                awaitLatch(second);
            } else {
                second.countDown();
            }
            return frame;
        });
        send("1");
        send("2");
        assertThat(receive()).isEqualTo("1");
        assertThat(receive()).isEqualTo("2");
        client.stream().shutdown();
        served.get();
    }

    @Test
    void repliesInTheOrderOfCompletion() throws Exception {
        var secondIsOut = new CountDownLatch(1);
        Future<?> served = serve(concurrent(2, ReplyOrder.COMPLETION), (frame, _) -> {
            if (frame.equals("1")) {
                awaitLatch(secondIsOut);
            }
            return frame;
        });
        send("1");
        send("2");
        assertThat(receive()).isEqualTo("2");
        secondIsOut.countDown();
        assertThat(receive()).isEqualTo("1");
        client.stream().shutdown();
        served.get();
    }

    @Test
    void failureOfOneOfSeveralEndsTheConnectionAfterTheOthers() throws Exception {
        var failing = new CountDownLatch(1);
        Future<?> served = serve(concurrent(2, ReplyOrder.COMPLETION), (frame, _) -> {
            if (frame.equals("fail")) {
                failing.countDown();
                throw new IllegalStateException("on purpose");
            }
            awaitLatch(failing);
            return frame;
        });
        send("good");
        send("fail");
        assertThat(receive()).isEqualTo("good");
        assertThatThrownBy(served::get).hasCauseInstanceOf(IllegalStateException.class);
    }

    private interface Handler extends FrameHandler<String, String> {}

    private FrameStreamHandler<String> service(FrameOptions options, FrameHandler<String, String> handler) {
        FrameConverter<String> text = BuiltInConverters.text(StandardCharsets.UTF_8);
        var observer = new FrameObserver() {
            @Override
            public void rejected(FrameError error) {
                rejected.add(error);
            }
        };
        ExchangeObserver exchanges = _ -> (outcome, failure) -> outcomes.add(outcome + " " + failure);
        return new FrameStreamHandler<>(
                handler,
                new FrameCodec<>(text, value -> StandardCharsets.UTF_8.encode((String) value)),
                options,
                new FrameObservers(_ -> observer, exchanges, (_, failure) -> unanswered.add(failure)),
                "test",
                sessions);
    }

    private Future<?> serve(FrameOptions options, FrameHandler<String, String> handler) {
        FrameStreamHandler<String> service = service(options, handler);
        return start(() -> {
            try (TcpStream stream = pipe.server()) {
                service.handle(stream);
            }
            return null;
        });
    }

    private static FrameOptions concurrent(int concurrency, ReplyOrder order) {
        return new FrameOptions(OPTIONS.format(), Duration.ofSeconds(30), concurrency, order, ErrorPolicy.CLOSE);
    }

    private static Future<?> start(Callable<?> task) {
        FutureTask<?> running = new FutureTask<>(task);
        Thread.startVirtualThread(running);
        return running;
    }

    private static void awaitLatch(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private void send(String text) throws IOException {
        client.write(text, StandardCharsets.UTF_8);
        client.flush();
    }

    private @Nullable String receive() throws IOException {
        return client.readText(StandardCharsets.UTF_8);
    }
}
