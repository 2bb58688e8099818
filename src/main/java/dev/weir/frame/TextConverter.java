package dev.weir.frame;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;

/** Decodes and encodes whole payloads, and rejects those that are not valid in the charset. */
record TextConverter(Charset charset) implements FrameConverter<String> {

    @Override
    public String read(ByteBuffer payload) throws FrameException {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(payload.duplicate())
                    .toString();
        } catch (CharacterCodingException _) {
            throw new FrameException(FrameError.CHARSET, "a frame's payload is not valid " + charset.name());
        }
    }

    @Override
    public ByteBuffer write(String value) throws CharacterCodingException {
        return charset.newEncoder().encode(CharBuffer.wrap(value));
    }
}
