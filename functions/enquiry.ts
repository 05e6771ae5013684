import { enquiryOperations } from './http/enquiry.ts';
import { httpHandler } from './runtime/container.ts';

export const handler = httpHandler(enquiryOperations);
