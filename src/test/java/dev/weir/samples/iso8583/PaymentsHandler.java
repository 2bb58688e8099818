package dev.weir.samples.iso8583;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers network management requests (0800) with 0810, and financial requests (0200) with 0210. */
final class PaymentsHandler implements FrameHandler<IsoMessage, IsoMessage> {

    private static final Logger log = LoggerFactory.getLogger(PaymentsHandler.class);

    private static final String APPROVED = "00";
    private static final String FORMAT_ERROR = "30";
    private static final String SYSTEM_MALFUNCTION = "96";

    private final MessageFactory<IsoMessage> messages;
    private final Payment.Issuer issuer;

    PaymentsHandler(MessageFactory<IsoMessage> messages, Payment.Issuer issuer) {
        this.messages = messages;
        this.issuer = issuer;
    }

    @Override
    public IsoMessage handle(IsoMessage request, FrameSession session) {
        String code = request.getType() == 0x0800 ? APPROVED : authorize(request);
        // The response has the request's fields, and so its trace number, field 11.
        return messages.createResponse(request).setValue(39, code, IsoType.ALPHA, 2);
    }

    private String authorize(IsoMessage request) {
        if (!request.hasEveryField(2, 4, 49)) {
            return FORMAT_ERROR;
        }
        var payment = new Payment(request.getObjectValue(2), request.getObjectValue(4), request.getObjectValue(49));
        try {
            return issuer.authorize(payment);
        } catch (RuntimeException e) {
            log.error("There is no decision on {}", payment, e);
            return SYSTEM_MALFUNCTION;
        }
    }
}
