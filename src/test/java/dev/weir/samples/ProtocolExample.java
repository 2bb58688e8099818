package dev.weir.samples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;
import java.util.List;

/**
 * Bytes of a protocol, from its specification.
 *
 * @param protocol as the page's table names it
 * @param sent to the handler echo, as ISO 8859-1
 * @param received from it
 * @param messages in what is sent
 */
record ProtocolExample(String protocol, String sent, String received, int messages) {

    /** An ISO 8583 network management request with the fields 11, 24 and 41, packed in BCD. */
    private static final String ISO = "0800" + "0020010000800000" + "000001" + "0301" + "3030303030303031";

    /** A TPDU, which jPOS calls the header. */
    private static final String TPDU = "6000010000";

    private static final String H02_V1 =
            "*HQ,4106012736,V1,224434,A,1827.3855,N,06705.7577,W,000.00,360,100221,FFFFFFFF#";

    private static final String HL7 =
            "\u000bMSH|^~\\&|LAB|HOSPITAL|EHR|HOSPITAL|20260101120000||ACK|1|P|2.5\rMSA|AA|42\r\u001c\r";

    /** Example 1 of RFC 5424, section 6.5, without the byte order mark. */
    private static final String RFC_5424 =
            "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - 'su root' failed for lonvick on /dev/pts/8";

    static final List<ProtocolExample> ALL = List.of(
            text("SMTP", 2, "EHLO bar.com\r\n", "MAIL FROM:<Smith@bar.com>\r\n"),
            text("POP3", 2, "USER mrose\r\n", "STAT\r\n"),
            text("FTP", 2, "USER anonymous\r\n", "PASV\r\n"),
            text("IRC", 2, "NICK Wiz\r\n", "JOIN #twilight_zone\r\n"),
            text(
                    "NMEA 0183",
                    2,
                    "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n",
                    "$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39\r\n"),
            text("Redis inline", 2, "PING\r\n", "EXISTS somekey\r\n"),
            new ProtocolExample("GPS: H02", H02_V1 + H02_V1 + "\r\n" + H02_V1, H02_V1.repeat(3), 3),
            text(
                    "GPS: TK103",
                    2,
                    "(013612345678BP05000013612345678080524A2232.9806N11404.9355E000.1101241323.8700000000L000450AC)",
                    "(013612345678BP00HSO)"),
            hex("GPS: GT06", 2, "78780D01012345678901234500018CDD0D0A", "78780501000159F80D0A"),
            hex("Modbus/TCP", 2, "000100000006" + "1103006B0003", "000200000006" + "110300770001"),
            hex(
                    "DLMS/COSEM wrapper",
                    1,
                    "000100100001001F",
                    "601DA109060760857405080101BE10040E01000000065F1F0400007E1F04B0"),
            hex("TPKT (S7, H.323)", 1, "0300001611E00000000100C1020100C2020102C0010A"),
            hex("Diameter", 1, "0100001480000118000000000000000100000001"),
            hex("SMPP", 2, "00000010000000150000000000000001", "00000010800000150000000000000001"),
            hex("Kafka", 1, "0000000A" + "0012" + "0000" + "00000001" + "FFFF"),
            hex("DNS", 1, "001D" + "000101000001000000000000", "076578616D706C6503636F6D00" + "00010001"),
            hex("ISO 8583: jPOS NACChannel", 2, "001C" + TPDU + ISO, "001C" + TPDU + ISO),
            hex("ISO 8583: jPOS PostChannel", 2, "0017" + ISO, "0017" + ISO),
            hex("ISO 8583: jPOS ASCIIChannel", 2, "30303233" + ISO, "30303233" + ISO),
            hex("ISO 8583: jPOS HEXChannel", 2, "30303137" + ISO, "30303137" + ISO),
            hex("ISO 8583: jPOS BCDChannel", 2, "0023" + ISO, "0023" + ISO),
            hex("ISO 8583: jPOS NCCChannel", 2, "0028" + TPDU + ISO, "0028" + TPDU + ISO),
            hex("ISO 8583: jPOS CSChannel", 2, "00170000" + ISO, "00000000", "00170000" + ISO),
            hex("ISO 8583: jPOS AmexChannel", 2, "0019" + ISO, "0000", "0019" + ISO),
            text("HL7 v2", 2, HL7, HL7),
            new ProtocolExample(
                    "Syslog",
                    RFC_5424.length() + " " + RFC_5424 + RFC_5424 + "\n",
                    (RFC_5424.length() + " " + RFC_5424).repeat(2),
                    2),
            hex("Payment terminals", 2, "0241310373", "0241320370"),
            hex("MQTT", 2, "100C00044D5154540402003C0000", "C000"),
            hex("MPEG transport stream", 2, "471FFF10" + "FF".repeat(184), "471FFF11" + "FF".repeat(184)));

    /** Text that is sent back as it is. */
    private static ProtocolExample text(String protocol, int messages, String... parts) {
        String all = String.join("", parts);
        return new ProtocolExample(protocol, all, all, messages);
    }

    /** Bytes that are sent back as they are. */
    private static ProtocolExample hex(String protocol, int messages, String... parts) {
        return text(protocol, messages, new String(HexFormat.of().parseHex(String.join("", parts)), ISO_8859_1));
    }
}
