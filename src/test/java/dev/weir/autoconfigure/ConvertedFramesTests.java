package dev.weir.autoconfigure;

import static dev.weir.autoconfigure.FramedClient.readLine;
import static dev.weir.autoconfigure.FramedClient.send;
import static dev.weir.autoconfigure.FramedClient.talk;
import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameHandler;
import dev.weir.observe.CloseCause;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What handlers of frames receive and reply with: text, records and objects of the application's converters. */
@Timeout(120)
class ConvertedFramesTests {

    private static RunningApplication application;

    @BeforeAll
    static void start() {
        application = RunningApplication.listenersOnly()
                .bean("beans", Beans.class, Beans::new)
                .listener("upper", "upper", "framing.type=line")
                .listener("latin", "upper", "framing.type=line", "framing.charset=ISO-8859-1")
                .listener("orders", "orders", "framing.type=line")
                .listener("points", "points", "framing.type=fixed", "framing.fixed.size=2B")
                .start();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @ParameterizedTest
    @CsvSource({"upper, caf\u00c3\u00a9, CAF\u00c3\u0089", "latin, caf\u00e9, CAF\u00c9"})
    void handlerReceivesTextInTheCharset(String listener, String sent, String received) throws IOException {
        assertThat(talk(application, listener, sent + "\n")).isEqualTo(received + "\n");
    }

    @Test
    void textThatIsInvalidInTheCharsetEndsTheConnection() throws IOException {
        assertThat(talk(application, "upper", "\u00ff\na\n")).isEmpty();
        awaitClosed("upper", CloseCause.PROTOCOL_ERROR);
    }

    @Test
    void handlerReceivesAndRepliesWithRecordsByJackson() throws IOException {
        assertThat(talk(application, "orders", "{\"id\": 7}\n")).isEqualTo("{\"id\":7,\"ok\":true}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"id\":", "null", "''", "{\"id\": \"x\"}"})
    void invalidJsonEndsTheConnectionAsTheClientsFault(String json) throws IOException {
        long before = application.statistics("orders").closed(CloseCause.PROTOCOL_ERROR);
        assertThat(talk(application, "orders", json + "\n")).isEmpty();
        await().untilAsserted(() -> assertThat(application.statistics("orders").closed(CloseCause.PROTOCOL_ERROR))
                .isEqualTo(before + 1));
    }

    @Test
    void handlerReceivesAndRepliesWithObjectsOfAConverterBean() throws IOException {
        assertThat(talk(application, "points", "\1\2")).isEqualTo("\2\1");
    }

    @Test
    void handlerReceivesAndRepliesWithObjectsOfAMessageConverterBean() throws IOException {
        try (RunningApplication other = RunningApplication.listenersOnly()
                        .bean("beans", MessagingBeans.class, MessagingBeans::new)
                        .listener("counter", "counter", "framing.type=line")
                        .start();
                Socket client = other.connect("counter")) {
            send(client, "20\n");
            assertThat(readLine(client)).isEqualTo("21");
            send(client, "x\n");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
            await().untilAsserted(() -> assertThat(other.statistics("counter").closed(CloseCause.PROTOCOL_ERROR))
                    .isOne());
        }
    }

    private static void awaitClosed(String listener, CloseCause cause) {
        await().untilAsserted(() ->
                assertThat(application.statistics(listener).closed(cause)).isPositive());
    }

    record Order(int id) {}

    record Confirmation(int id, boolean ok) {}

    record Point(int x, int y) {}

    record Count(int value) {}

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        FrameHandler<String, String> upper() {
            return (frame, _) -> frame.toUpperCase(Locale.ROOT);
        }

        @Bean
        FrameHandler<Order, Confirmation> orders() {
            return (order, _) -> new Confirmation(order.id(), true);
        }

        @Bean
        FrameHandler<Point, Point> points() {
            return (point, _) -> new Point(point.y(), point.x());
        }

        @Bean
        PointConverter pointConverter() {
            return new PointConverter();
        }

        @Bean
        JsonMapper mapper() {
            return JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();
        }
    }

    /** Without a JsonMapper, which would be asked first. */
    @Configuration(proxyBeanMethods = false)
    static class MessagingBeans {

        @Bean
        FrameHandler<Count, Count> counter() {
            return (count, _) -> new Count(count.value() + 1);
        }

        @Bean
        CountConverter countConverter() {
            return new CountConverter();
        }
    }

    static final class CountConverter implements MessageConverter {

        @Override
        public Object fromMessage(Message<?> message, Class<?> type) {
            String text = new String((byte[]) message.getPayload(), ISO_8859_1);
            try {
                return type == Count.class ? new Count(Integer.parseInt(text)) : null;
            } catch (NumberFormatException e) {
                throw new MessageConversionException("no number: " + text, e);
            }
        }

        @Override
        public Message<?> toMessage(Object payload, MessageHeaders headers) {
            return payload instanceof Count count ? new GenericMessage<>(String.valueOf(count.value())) : null;
        }
    }

    static final class PointConverter implements FrameConverter<Point> {

        @Override
        public Point read(ByteBuffer payload) {
            return new Point(payload.get(payload.position()), payload.get(payload.position() + 1));
        }

        @Override
        public ByteBuffer write(Point value) {
            return ByteBuffer.wrap(new byte[] {(byte) value.x(), (byte) value.y()});
        }
    }
}
