import { enquiryOperations } from './http/enquiry.ts';
import { scanOperations } from './http/scan.ts';
import { traceOperations } from './http/trace.ts';
import { httpHandler } from './runtime/container.ts';

export const handler = httpHandler([...enquiryOperations, ...scanOperations, ...traceOperations]);
