import { Equals } from 'class-validator';

/** The body of a command that says everything by its name: absent or `{}`. */
export class NoFieldsDto {
  // A class without any rule would be taken for no DTO at all. JSON has no way to meet this one.
  @Equals(undefined, { message: 'is unknown' })
  nothing?: never;
}
