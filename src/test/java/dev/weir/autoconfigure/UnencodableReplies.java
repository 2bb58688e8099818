package dev.weir.autoconfigure;

import static dev.weir.testing.Patience.DEADLINE_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Handlers whose replies cannot be encoded. */
@Configuration(proxyBeanMethods = false)
class UnencodableReplies {

    final AtomicInteger hopelessCalls = new AtomicInteger();

    @Bean
    FrameHandler<String, Object> replies() {
        return (frame, _) -> reply(frame);
    }

    @Bean
    Answering answering() {
        return new Answering(hopelessCalls);
    }

    @Bean
    Pairs pairs() {
        return new Pairs();
    }

    @Bean
    AnsweringPairs answeringPairs() {
        return new AnsweringPairs();
    }

    @Bean
    UnencodableConverter unencodableConverter() {
        return new UnencodableConverter();
    }

    /** A value that its converter cannot convert. */
    record Unencodable(Exception failure) {}

    /** Replies with the frame, or with something that cannot be encoded. */
    private static Object reply(String frame) {
        return switch (frame) {
            case "two lines", "hopeless", "unencodable", "release unencodable" -> "a\nb";
            case "large" -> "x".repeat(65);
            case "surrogate" -> "\ud800";
            case "converter" -> new Unencodable(new IllegalStateException("on purpose"));
            case "converter's I/O" -> new Unencodable(new IOException("on purpose"));
            case "fail", "hopeless fail" -> throw new ArithmeticException("on purpose");
            default -> frame;
        };
    }

    /** Answers each failure; with a reply that cannot be encoded either if the frame was hopeless. */
    static final class Answering implements FrameHandler<String, Object> {

        private final AtomicInteger hopelessCalls;

        Answering(AtomicInteger hopelessCalls) {
            this.hopelessCalls = hopelessCalls;
        }

        @Override
        public Object handle(String frame, FrameSession session) {
            session.attributes().put("frame", frame);
            return reply(frame);
        }

        @Override
        public Object onError(Exception failure, FrameSession session) {
            if (String.valueOf(session.attributes().get("frame")).startsWith("hopeless")) {
                hopelessCalls.incrementAndGet();
                return "a\nb";
            }
            return "NAK " + failure.getClass().getSimpleName();
        }
    }

    /** The frame "wait" is handled until it is released, by a frame that begins so or from outside. */
    static class Pairs implements FrameHandler<String, Object> {

        static void release(FrameSession session) {
            released(session).countDown();
        }

        private static CountDownLatch released(FrameSession session) {
            return (CountDownLatch) session.attributes().computeIfAbsent("released", _ -> new CountDownLatch(1));
        }

        @Override
        public Object handle(String frame, FrameSession session) throws Exception {
            if (frame.equals("wait")) {
                assertThat(released(session).await(DEADLINE_MILLIS, TimeUnit.MILLISECONDS))
                        .isTrue();
            } else if (frame.startsWith("release")) {
                release(session);
            }
            return reply(frame);
        }
    }

    static final class AnsweringPairs extends Pairs {

        @Override
        public Object onError(Exception failure, FrameSession session) {
            session.attributes().put("failure", failure);
            return "NAK";
        }
    }

    static final class UnencodableConverter implements FrameConverter<Unencodable> {

        @Override
        public Unencodable read(ByteBuffer payload) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ByteBuffer write(Unencodable value) throws Exception {
            throw value.failure();
        }
    }
}
