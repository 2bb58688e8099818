package dev.weir.samples.hl7;

import ca.uhn.hl7v2.ErrorCode;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v25.message.ADT_A01;
import ca.uhn.hl7v2.model.v25.segment.PID;
import ca.uhn.hl7v2.parser.PipeParser;
import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps admissions (ADT^A01) and acknowledges each once it is kept. */
final class AdmissionsHandler implements FrameHandler<String, String> {

    private static final Logger log = LoggerFactory.getLogger(AdmissionsHandler.class);

    private final PipeParser parser;
    private final Admission.Store store;

    AdmissionsHandler(PipeParser parser, Admission.Store store) {
        this.parser = parser;
        this.store = store;
    }

    @Override
    public String handle(String text, FrameSession session) throws Exception {
        Message message = Refusal.headerOf(text, parser);
        try {
            message = parser.parse(text);
            store.keep(readAdmission(message));
            return message.generateACK().encode();
        } catch (HL7Exception e) {
            throw Refusal.of(message, e);
        } catch (RuntimeException e) {
            log.error("An admission of stream {} was not kept", session.id(), e);
            throw Refusal.internal(message);
        }
    }

    /** Answers AE or AR. The connection continues, and the exchange is measured as an error. */
    @Override
    public String onError(Exception failure, FrameSession session) throws Exception {
        if (failure instanceof Refusal refusal) {
            return refusal.acknowledgement();
        }
        throw failure;
    }

    private static Admission readAdmission(Message message) throws HL7Exception {
        // Other events, such as A08, have the same structure.
        if (!(message instanceof ADT_A01 admission)
                || !"A01"
                        .equals(admission
                                .getMSH()
                                .getMessageType()
                                .getTriggerEvent()
                                .getValue())) {
            throw new HL7Exception("only ADT^A01 is accepted", ErrorCode.UNSUPPORTED_EVENT_CODE);
        }
        PID pid = admission.getPID();
        String patient = pid.getPatientIdentifierList(0).getIDNumber().getValue();
        if (patient == null) {
            throw new HL7Exception("PID-3 is missing", ErrorCode.REQUIRED_FIELD_MISSING);
        }
        return new Admission(
                patient, pid.getPatientName(0).getFamilyName().getSurname().getValue());
    }
}
