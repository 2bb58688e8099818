package dev.weir.samples.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.frame.FrameConverter;
import java.nio.ByteBuffer;
import java.text.ParseException;
import org.springframework.stereotype.Component;

/** Makes a message of a frame. Bytes that are not UTF-8, which RFC 5424 allows, are replaced. */
@Component
final class SyslogConverter implements FrameConverter<SyslogMessage> {

    @Override
    public SyslogMessage read(ByteBuffer payload) throws ParseException {
        String message = UTF_8.decode(payload).toString();
        return SyslogParser.parse(message.replaceFirst("\n\\z", "")); // rsyslog counts the line feed of its template
    }

    @Override
    public ByteBuffer write(SyslogMessage message) {
        throw new UnsupportedOperationException("a syslog server sends nothing");
    }
}
