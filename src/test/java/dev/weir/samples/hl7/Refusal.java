package dev.weir.samples.hl7;

import ca.uhn.hl7v2.AcknowledgmentCode;
import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.Segment;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.DeepCopy;
import dev.weir.stream.ProtocolViolationException;
import java.io.IOException;

/** A message that is answered with a negative acknowledgement (HL7 2.5, section 2.9.2). */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Message message;
    private final HL7Exception reason;

    private Refusal(Message message, HL7Exception reason) {
        super(reason);
        this.message = message;
        this.reason = reason;
    }

    static Refusal of(Message message, HL7Exception reason) {
        if (reason.getError() == ErrorCode.APPLICATION_INTERNAL_ERROR) {
            // HAPI's default, which a field that cannot be parsed has too.
            reason.setError(ErrorCode.DATA_TYPE_ERROR);
        }
        return new Refusal(message, reason);
    }

    /** Refuses any message because the receiver does not work. The client does not see why. */
    static Refusal internal(Message message) {
        return new Refusal(message, new HL7Exception("internal error", ErrorCode.APPLICATION_INTERNAL_ERROR));
    }

    /** AE is for a message's content, AR for its kind and for a receiver that does not work. */
    String acknowledgement() throws HL7Exception, IOException {
        boolean content = reason.getError().getCode() < ErrorCode.UNSUPPORTED_MESSAGE_TYPE.getCode();
        return message.generateACK(content ? AcknowledgmentCode.AE : AcknowledgmentCode.AR, reason)
                .encode();
    }

    /** Reads what an acknowledgement needs, also from a message that cannot be parsed. */
    static Message headerOf(String text, PipeParser parser) throws HL7Exception, ProtocolViolationException {
        Segment header;
        try {
            header = parser.getCriticalResponseData(text);
        } catch (HL7Exception _) {
            throw new ProtocolViolationException("a frame is not an HL7 message");
        }
        Message message = header.getMessage();
        message.setParser(parser);
        DeepCopy.copy(header, (Segment) message.get("MSH"));
        return message;
    }
}
