package dev.weir.autoconfigure;

import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.json.JsonMapper;

/** The application's Jackson mapper. It is never indented: a line feed would end a frame of lines. */
final class JacksonConversion implements FrameConversion {

    private final JsonMapper mapper;
    private final ObjectWriter writer;

    JacksonConversion(JsonMapper mapper) {
        this.mapper = mapper;
        this.writer = mapper.writer().without(SerializationFeature.INDENT_OUTPUT);
    }

    @Override
    public FrameConverter<?> findReader(ResolvableType type) {
        return new JsonConverter(mapper.readerFor(mapper.constructType(type.getType())), writer, type.toString());
    }

    @Override
    public FrameConverter<?> findWriter(Class<?> type) {
        return new JsonConverter(mapper.readerFor(type), writer, type.getName());
    }

    private record JsonConverter(ObjectReader reader, ObjectWriter writer, String type)
            implements FrameConverter<Object> {

        /** Jackson's own messages contain bytes of the peer, so they are not passed on. */
        @Override
        public Object read(ByteBuffer payload) throws FrameException {
            byte[] json = new byte[payload.remaining()];
            payload.get(payload.position(), json);
            @Nullable Object value;
            try {
                value = reader.readValue(json);
            } catch (InvalidDefinitionException e) {
                // The fault of the type, not of the peer.
                throw e;
            } catch (JacksonException e) {
                throw new FrameException(
                        FrameError.MALFORMED,
                        "a frame's payload is no JSON of a " + type + " ("
                                + e.getClass().getSimpleName() + " at byte "
                                + e.getLocation().getByteOffset() + ")");
            }
            if (value == null) {
                throw new FrameException(FrameError.MALFORMED, "a frame's payload is JSON's null instead of a " + type);
            }
            return value;
        }

        @Override
        public ByteBuffer write(Object value) {
            return ByteBuffer.wrap(writer.writeValueAsBytes(value));
        }
    }
}
