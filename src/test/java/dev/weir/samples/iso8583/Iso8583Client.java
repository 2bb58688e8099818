package dev.weir.samples.iso8583;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An acquirer that writes and reads messages by j8583. */
final class Iso8583Client implements AutoCloseable {

    static final String CARD = "4000001234567899";

    private static final String ASCII = StandardCharsets.US_ASCII.name();

    private static final MessageFactory<IsoMessage> RESPONSES = responses();

    private final Socket socket;
    private final Length length;

    Iso8583Client(Socket socket, Length length) {
        this.socket = socket;
        this.length = length;
    }

    private static MessageFactory<IsoMessage> responses() {
        var responses = new MessageFactory<>();
        responses.setCharacterEncoding(ASCII);
        responses.setParseMap(
                0x0210,
                Map.of(
                        2, field(IsoType.LLVAR, 0),
                        3, field(IsoType.ALPHA, 6),
                        4, field(IsoType.AMOUNT, 0),
                        11, field(IsoType.ALPHA, 6),
                        39, field(IsoType.ALPHA, 2),
                        49, field(IsoType.ALPHA, 3)));
        responses.setParseMap(
                0x0810,
                Map.of(
                        11, field(IsoType.ALPHA, 6),
                        39, field(IsoType.ALPHA, 2),
                        70, field(IsoType.ALPHA, 3)));
        return responses;
    }

    private static FieldParseInfo field(IsoType type, int length) {
        return FieldParseInfo.getInstance(type, length, ASCII, true);
    }

    /** The length before a message. */
    enum Length {
        BINARY {
            @Override
            byte[] write(int length) {
                return new byte[] {(byte) (length >> 8), (byte) length};
            }

            @Override
            int read(DataInputStream input) throws IOException {
                return input.readUnsignedShort();
            }
        },
        ASCII {
            @Override
            byte[] write(int length) {
                return "%04d".formatted(length).getBytes(StandardCharsets.US_ASCII);
            }

            @Override
            int read(DataInputStream input) throws IOException {
                return Integer.parseInt(new String(input.readNBytes(4), StandardCharsets.US_ASCII));
            }
        },
        BCD {
            @Override
            byte[] write(int length) {
                return HexFormat.of().parseHex("%04d".formatted(length));
            }

            @Override
            int read(DataInputStream input) throws IOException {
                return Integer.parseInt(HexFormat.of().formatHex(input.readNBytes(2)));
            }
        };

        abstract byte[] write(int length);

        abstract int read(DataInputStream input) throws IOException;
    }

    /** An echo test. */
    static IsoMessage networkManagement(int trace) {
        return request(0x0800, trace).setValue(70, "301", IsoType.ALPHA, 3);
    }

    static IsoMessage payment(int trace, String amount) {
        return request(0x0200, trace)
                .setValue(2, CARD, IsoType.LLVAR, 0)
                .setValue(3, "000000", IsoType.ALPHA, 6)
                .setValue(4, new BigDecimal(amount), IsoType.AMOUNT, 0)
                .setValue(49, "978", IsoType.ALPHA, 3);
    }

    static IsoMessage request(int type, int trace) {
        var message = new IsoMessage();
        message.setCharacterEncoding(ASCII);
        message.setType(type);
        return message.setValue(11, "%06d".formatted(trace), IsoType.ALPHA, 6);
    }

    void send(IsoMessage message) throws IOException {
        sendFrame(message.writeData());
    }

    void sendFrame(byte[] message) throws IOException {
        OutputStream output = socket.getOutputStream();
        output.write(length.write(message.length));
        output.write(message);
    }

    IsoMessage receive() throws IOException, ParseException {
        return parseResponse(receiveFrame());
    }

    static IsoMessage parseResponse(byte[] message) throws IOException, ParseException {
        return RESPONSES.parseMessage(message, 0);
    }

    byte[] receiveFrame() throws IOException {
        var input = new DataInputStream(socket.getInputStream());
        byte[] message = new byte[length.read(input)];
        input.readFully(message);
        return message;
    }

    /** What a response says of which request: its type, trace number and response code. */
    static String summary(IsoMessage response) {
        @Nullable String trace = response.getObjectValue(11);
        @Nullable String code = response.getObjectValue(39);
        return "%04x %s %s".formatted(response.getType(), trace, code);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
