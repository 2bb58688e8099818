package dev.weir.autoconfigure;

import static dev.weir.autoconfigure.FramedClient.assertReplies;
import static dev.weir.test.WeirAssertions.assertThat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameHandler;
import dev.weir.observe.CloseCause;
import dev.weir.testing.RunningApplication;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
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
    @CsvSource({"upper, UTF-8", "latin, ISO-8859-1"})
    void handlerReceivesTextInTheCharset(String listener, Charset charset) {
        try (var client = application.client(listener)) {
            client.send("caf\u00e9\n".getBytes(charset)).receives("CAF\u00c9\n".getBytes(charset));
            client.endsInput().thenEnds();
        }
    }

    @Test
    void textThatIsInvalidInTheCharsetEndsTheConnection() {
        try (var client = application.client("upper")) {
            client.send("\u00ff\na\n".getBytes(ISO_8859_1)).thenEnds();
        }
        assertThat(application.listener("upper")).hasClosed(CloseCause.PROTOCOL_ERROR, 1);
    }

    @Test
    void handlerReceivesAndRepliesWithRecordsByJackson() {
        assertReplies(application, "orders", "{\"id\": 7}\n", "{\"id\":7,\"ok\":true}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"id\":", "null", "''", "{\"id\": \"x\"}"})
    void invalidJsonEndsTheConnectionAsTheClientsFault(String json) {
        long before = application.statistics("orders").closed(CloseCause.PROTOCOL_ERROR);
        assertReplies(application, "orders", json + "\n", "");
        assertThat(application.listener("orders")).hasClosed(CloseCause.PROTOCOL_ERROR, before + 1);
    }

    @Test
    void handlerReceivesAndRepliesWithObjectsOfAConverterBean() {
        assertReplies(application, "points", "\1\2", "\2\1");
    }

    @Test
    void handlerReceivesAndRepliesWithObjectsOfAMessageConverterBean() {
        try (RunningApplication other = RunningApplication.listenersOnly()
                        .bean("beans", MessagingBeans.class, MessagingBeans::new)
                        .listener("counter", "counter", "framing.type=line")
                        .start();
                var client = other.client("counter")) {
            client.send("20\n").receivesLine("21");
            client.send("x\n").thenEnds();
            assertThat(other.listener("counter")).hasClosed(CloseCause.PROTOCOL_ERROR, 1);
        }
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
