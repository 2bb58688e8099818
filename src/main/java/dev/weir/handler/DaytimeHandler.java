package dev.weir.handler;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Sends the date and time as one line and ends, whatever the client sends (RFC 867). */
public final class DaytimeHandler implements TcpStreamHandler {

    /** The first of the two forms that the RFC suggests: {@code Tuesday, February 22, 1982 17:37:43-PST}. */
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEEE, MMMM d, uuuu HH:mm:ss-zzz\r\n", Locale.ENGLISH);

    private final Clock clock;

    public DaytimeHandler(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handle(TcpStream stream) throws IOException {
        String line = FORMAT.format(ZonedDateTime.now(clock));
        stream.writeAll(line.getBytes(StandardCharsets.US_ASCII));
    }
}
