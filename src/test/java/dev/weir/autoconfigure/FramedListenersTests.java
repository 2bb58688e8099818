package dev.weir.autoconfigure;

import static dev.weir.autoconfigure.FramedClient.assertReplies;
import static dev.weir.test.WeirAssertions.assertThat;
import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.frame.FrameSessions;
import dev.weir.observe.CloseCause;
import dev.weir.server.DrainSettings;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** How frames are handled, as a client sees it: one or several at once, failures, frames that are pushed, a drain. */
@Timeout(120)
class FramedListenersTests {

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.listenersOnly()
                .bean("beans", Beans.class, Beans::new)
                .listener("fragile", "fragile", "framing.type=line", "framing.on-error=continue")
                .listener("closing", "fragile", "framing.type=line")
                .listener("pair", "pair", "framing.type=line", "framing.concurrency=2")
                .listener(
                        "completion",
                        "completion",
                        "framing.type=line",
                        "framing.concurrency=2",
                        "framing.order=completion")
                .listener("polite", "polite", "framing.type=line")
                .listener("leaving", "polite", "framing.type=line")
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void failureOfTheHandlerEndsTheConnection() {
        assertReplies(application, "closing", "a\nfail\nb\n", "a\n");
        assertThat(application.listener("closing")).hasClosed(CloseCause.HANDLER_ERROR, 1);
    }

    @Test
    void connectionContinuesAfterAFailureIfConfiguredSo() {
        assertReplies(application, "fragile", "a\nfail\nb\n", "a\nb\n");
    }

    @Test
    void framesAreHandledAtOnceAndRepliedToInOrder() {
        assertReplies(application, "pair", "1\n2\n3\n4\n", "1\n2\n3\n4\n");
    }

    @Test
    void repliesFollowCompletionIfConfiguredSo() {
        try (var client = application.client("completion")) {
            client.send("wait\nrelease\n").receivesLine("release");
            client.framed(FrameFormat.lines(100)).send("meet").receivesInAnyOrder("wait", "meet");
            client.endsInput().thenEnds();
        }
    }

    @Test
    void framesArePushedThroughTheSessions() throws IOException {
        try (var client = application.client("polite")) {
            client.receivesLine("welcome");
            for (FrameSession session : application.bean(FrameSessions.class).all("polite")) {
                session.send(new Order(3));
            }
            client.receivesLine("{\"id\":3}");
        }
    }

    @Test
    void drainCallsTheHandlerOfFrames() {
        try (var client = application.client("leaving")) {
            client.receivesLine("welcome");
            application
                    .listener("leaving")
                    .drain(new DrainSettings(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30)));
            client.receivesLine("bye").thenEnds();
        }
    }

    record Order(int id) {}

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        FrameHandler<String, String> fragile() {
            return (frame, _) -> {
                if (frame.equals("fail")) {
                    throw new IllegalStateException("on purpose");
                }
                return frame;
            };
        }

        @Bean
        FrameHandler<ByteBuffer, ByteBuffer> pair() {
            var both = new CyclicBarrier(2);
            return (frame, _) -> {
                both.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
                return frame;
            };
        }

        @Bean
        FrameHandler<byte[], byte[]> completion() {
            var both = new CyclicBarrier(2);
            return (frame, _) -> {
                if (!new String(frame, ISO_8859_1).equals("release")) {
                    both.await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
                }
                return frame;
            };
        }

        @Bean
        Polite polite() {
            return new Polite();
        }

        @Bean
        JsonMapper mapper() {
            return JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
        }
    }

    static final class Polite implements FrameHandler<String, Object> {

        @Override
        public Object handle(String frame, FrameSession session) {
            return frame;
        }

        @Override
        public void onOpen(FrameSession session) throws IOException {
            session.send("welcome");
        }

        @Override
        public void onDrain(FrameSession session) throws IOException {
            session.send("bye");
            session.end();
        }
    }
}
