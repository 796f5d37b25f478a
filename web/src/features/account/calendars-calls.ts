import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type { NewStaffCalendar, StaffCalendar } from "@/shared/api/types";

/** What a person does with their own calendars; a test hands in its own. */
export interface CalendarCalls {
  list: () => Promise<StaffCalendar[]>;
  connect: (calendar: NewStaffCalendar) => Promise<StaffCalendar>;
  /** Reads the calendar now; if that fails, the answer says why. */
  test: (id: string) => Promise<StaffCalendar>;
  disconnect: (id: string) => Promise<unknown>;
}

const at = (id: string) => ({ params: { path: { calendar_id: id } } });

export const calendarCalls: CalendarCalls = {
  list: async () => (await answered(staffApi.GET("/calendars"))).data,
  connect: (body) => answered(staffApi.POST("/calendars", { body })),
  test: (id) => answered(staffApi.POST("/calendars/{calendar_id}/test", at(id))),
  disconnect: (id) => answered(staffApi.DELETE("/calendars/{calendar_id}", at(id))),
};
