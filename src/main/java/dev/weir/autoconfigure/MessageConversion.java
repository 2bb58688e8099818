package dev.weir.autoconfigure;

import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.integration.context.IntegrationContextUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;

/** The application's {@link MessageConverter} beans. Each decides by value which types it converts. */
final class MessageConversion implements FrameConversion {

    /** Spring Integration's own, which every application has: they accept any type, and convert few. */
    private static final List<String> INFRASTRUCTURE = List.of(
            IntegrationContextUtils.ARGUMENT_RESOLVER_MESSAGE_CONVERTER_BEAN_NAME,
            IntegrationContextUtils.INTEGRATION_DATATYPE_CHANNEL_MESSAGE_CONVERTER_BEAN_NAME);

    private final @Nullable MessageConverter converter;
    private final Charset charset;

    /** @param charset encodes payloads that a converter writes as text */
    MessageConversion(ListableBeanFactory beans, Charset charset) {
        Map<String, MessageConverter> found =
                BeanFactoryUtils.beansOfTypeIncludingAncestors(beans, MessageConverter.class);
        found.keySet().removeAll(INFRASTRUCTURE);
        this.converter = found.isEmpty() ? null : new CompositeMessageConverter(new ArrayList<>(found.values()));
        this.charset = charset;
    }

    @Override
    public @Nullable FrameConverter<?> findReader(ResolvableType type) {
        return converter == null ? null : new Adapter(converter, type.toClass(), charset);
    }

    @Override
    public @Nullable FrameConverter<?> findWriter(Class<?> type) {
        return converter == null ? null : new Adapter(converter, type, charset);
    }

    private record Adapter(MessageConverter converter, Class<?> type, Charset charset)
            implements FrameConverter<Object> {

        @Override
        public Object read(ByteBuffer payload) throws FrameException {
            byte[] bytes = new byte[payload.remaining()];
            payload.get(payload.position(), bytes);
            Object value;
            try {
                value = converter.fromMessage(new GenericMessage<>(bytes), type);
            } catch (MessageConversionException _) {
                // The exception's message may contain bytes of the peer.
                throw new FrameException(FrameError.MALFORMED, "a frame's payload is no " + type.getName());
            }
            if (value == null) {
                throw new IllegalStateException("no MessageConverter bean converts byte[] to " + type.getName());
            }
            return value;
        }

        @Override
        public ByteBuffer write(Object value) {
            Message<?> message = converter.toMessage(value, new MessageHeaders(Map.of()));
            return switch (message == null ? null : message.getPayload()) {
                case byte[] bytes -> ByteBuffer.wrap(bytes);
                case String text -> ByteBuffer.wrap(text.getBytes(charset));
                case null, default ->
                    throw new IllegalArgumentException("no MessageConverter bean converts "
                            + value.getClass().getName() + " to byte[] or String");
            };
        }
    }
}
