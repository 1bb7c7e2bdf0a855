export { type ProbeEntry, ProbeFields, type ProbeFieldsProps } from './ProbeFields';
