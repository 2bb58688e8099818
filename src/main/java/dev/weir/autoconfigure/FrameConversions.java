package dev.weir.autoconfigure;

import dev.weir.frame.BuiltInConverters;
import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/**
 * The conversions of one listener's frames: bytes and text, then the first of the other conversions that has a converter for
 * a type.
 */
final class FrameConversions implements FrameEncoder {

    private final FrameConverter<ByteBuffer> buffers;
    private final FrameConverter<String> text;
    private final List<FrameConversion> others;
    private final Map<Class<?>, FrameConverter<?>> writers = new ConcurrentHashMap<>();

    /**
     * @param charset of text
     * @param buffers converts frames that the handler receives as buffers
     */
    FrameConversions(Charset charset, FrameConverter<ByteBuffer> buffers, List<FrameConversion> others) {
        this.buffers = buffers;
        this.text = BuiltInConverters.text(charset);
        this.others = List.copyOf(others);
    }

    /** Returns a converter that reads frames of the type; {@code null} if there is none. */
    @Nullable
    FrameConverter<?> findReader(ResolvableType type) {
        Class<?> raw = type.toClass();
        if (raw == byte[].class) {
            return BuiltInConverters.bytes();
        }
        if (raw == ByteBuffer.class) {
            return buffers;
        }
        if (raw == String.class) {
            return text;
        }
        return first(others, other -> other.findReader(type));
    }

    /** Whether values of the class can be sent. */
    boolean canWrite(Class<?> type) {
        return type == byte[].class
                || ByteBuffer.class.isAssignableFrom(type)
                || CharSequence.class.isAssignableFrom(type)
                || findWriter(type) != null;
    }

    @Override
    public ByteBuffer encode(Object value) throws IOException {
        return switch (value) {
            case byte[] bytes -> ByteBuffer.wrap(bytes);
            case ByteBuffer buffer -> buffer;
            case CharSequence characters -> write(text, characters.toString());
            default -> write(writers.computeIfAbsent(value.getClass(), this::writer), value);
        };
    }

    private FrameConverter<?> writer(Class<?> type) {
        FrameConverter<?> writer = findWriter(type);
        if (writer == null) {
            throw new IllegalArgumentException("there is no conversion of " + type.getName() + " to a frame");
        }
        return writer;
    }

    private @Nullable FrameConverter<?> findWriter(Class<?> type) {
        return first(others, other -> other.findWriter(type));
    }

    @SuppressWarnings("unchecked")
    private static <T> ByteBuffer write(FrameConverter<T> converter, Object value) throws IOException {
        try {
            return converter.write((T) value);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("a " + value.getClass().getName() + " could not be converted", e);
        }
    }

    private static @Nullable FrameConverter<?> first(
            List<FrameConversion> conversions, Function<FrameConversion, @Nullable FrameConverter<?>> find) {
        for (FrameConversion conversion : conversions) {
            FrameConverter<?> converter = find.apply(conversion);
            if (converter != null) {
                return converter;
            }
        }
        return null;
    }
}
