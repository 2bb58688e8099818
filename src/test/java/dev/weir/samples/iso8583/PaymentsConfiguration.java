package dev.weir.samples.iso8583;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PaymentsConfiguration {

    private static final String ASCII = "US-ASCII";

    @Bean
    PaymentsHandler payments(MessageFactory<IsoMessage> messages, Payment.Issuer issuer) {
        return new PaymentsHandler(messages, issuer);
    }

    @Bean
    IsoMessageConverter isoMessageConverter(MessageFactory<IsoMessage> messages) {
        return new IsoMessageConverter(messages);
    }

    /** The fields that the requests may have (ISO 8583:1987). */
    @Bean
    MessageFactory<IsoMessage> messages() {
        var messages = new MessageFactory<>();
        messages.setCharacterEncoding(ASCII);
        messages.setParseMap(
                0x0200,
                Map.of(
                        2, field(IsoType.LLVAR, 0),
                        3, field(IsoType.ALPHA, 6),
                        4, field(IsoType.AMOUNT, 0),
                        7, field(IsoType.ALPHA, 10),
                        11, field(IsoType.ALPHA, 6),
                        41, field(IsoType.ALPHA, 8),
                        49, field(IsoType.ALPHA, 3)));
        messages.setParseMap(
                0x0800,
                Map.of(
                        7, field(IsoType.ALPHA, 10),
                        11, field(IsoType.ALPHA, 6),
                        70, field(IsoType.ALPHA, 3)));
        return messages;
    }

    private static FieldParseInfo field(IsoType type, int length) {
        return FieldParseInfo.getInstance(type, length, ASCII, true);
    }
}
