package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.ErrorPolicy;
import dev.weir.frame.ExchangeObserver;
import dev.weir.frame.FrameCodec;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameObserver;
import dev.weir.frame.FrameObservers;
import dev.weir.frame.FrameOptions;
import dev.weir.frame.FrameSessions;
import dev.weir.frame.FrameStreamHandler;
import dev.weir.frame.FramedStream;
import dev.weir.frame.LengthFormat;
import dev.weir.frame.ReplyOrder;
import dev.weir.stream.Pipe;
import dev.weir.stream.TcpStream;
import dev.weir.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FrameObservationTests {

    private static final FrameFormat FORMAT = FrameFormat.length(LengthFormat.DEFAULT);

    private final FrameObservers observers = new FrameObservation(null, null, null).observers("orders", "desk");

    @Test
    void failuresThatEndNoConnectionAreLoggedAtALimitedRateWithoutThePeersControlCharacters() throws Exception {
        Pipe pipe = TcpStream.pipe();
        try (var log = LogCapture.of("dev.weir.server");
                FramedStream client = FramedStream.over(pipe.client(), FORMAT)) {
            for (int i = 0; i < 100; i++) {
                client.write("1\nforged", StandardCharsets.UTF_8);
            }
            client.flush();
            client.stream().shutdown();
            handler().handle(pipe.server());

            assertThat(log.events()).hasSizeBetween(10, 12).allSatisfy(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getThrowableProxy().getMessage()).contains("\\u000aforged");
            });
            assertThat(log.events())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .first()
                    .isEqualTo("Listener orders: handler desk failed on stream "
                            + pipe.server().id());
        } finally {
            pipe.server().close();
        }
    }

    private FrameStreamHandler<String> handler() {
        return new FrameStreamHandler<>(
                (frame, _) -> Integer.parseInt(frame),
                new FrameCodec<>(BuiltInConverters.text(StandardCharsets.UTF_8), _ -> {
                    throw new IllegalArgumentException("nothing is replied");
                }),
                new FrameOptions(FORMAT, Duration.ZERO, 1, ReplyOrder.REQUEST, ErrorPolicy.CONTINUE),
                observers,
                "orders",
                new FrameSessions());
    }

    @Test
    void withoutARegistryNothingIsObserved() {
        assertThat(observers.exchanges()).isSameAs(ExchangeObserver.NONE);
        assertThat(observers.frames().apply(TcpStream.pipe().server())).isSameAs(FrameObserver.NONE);
    }
}
