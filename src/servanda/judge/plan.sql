SELECT
  *
FROM (
  SELECT
    "t33".*
    EXCLUDE ("incident_id")
  FROM (
    SELECT
      "t32"."pos",
      "t32"."incident_id",
      "t32"."directed",
      "t32"."norm",
      "t10"."bit",
      "t32"."stance_a",
      "t32"."stance_b",
      "t32"."spot",
      CASE
        WHEN (
          "t32"."violation" & "t10"."one"
        ) <> 0
        THEN 6
        WHEN (
          "t32"."live" & "t10"."one"
        ) <> 0
        THEN 5
        WHEN (
          "t32"."exempt" & "t10"."one"
        ) <> 0
        THEN 4
        WHEN (
          "t32"."away" & "t10"."one"
        ) <> 0
        THEN 3
        WHEN (
          "t32"."late" & "t10"."one"
        ) <> 0
        THEN 2
        WHEN (
          "t32"."unbound" & "t10"."one"
        ) <> 0
        THEN 1
        ELSE 0
      END AS "verdict",
      CASE WHEN (
        "t32"."u_act" & "t10"."one"
      ) <> 0 THEN 1 ELSE 0 END | CASE WHEN (
        "t32"."u_actor" & "t10"."one"
      ) <> 0 THEN 2 ELSE 0 END | CASE WHEN (
        "t32"."u_target" & "t10"."one"
      ) <> 0 THEN 4 ELSE 0 END | CASE WHEN (
        "t32"."u_time" & "t10"."one"
      ) <> 0 THEN 8 ELSE 0 END | CASE WHEN (
        "t32"."u_place" & "t10"."one"
      ) <> 0 THEN 16 ELSE 0 END | CASE WHEN (
        "t32"."u_exception" & "t10"."one"
      ) <> 0 THEN 32 ELSE 0 END | CASE WHEN (
        "t32"."u_direction" & "t10"."one"
      ) <> 0 THEN 64 ELSE 0 END | CASE WHEN (
        "t32"."u_grade" & "t10"."one"
      ) <> 0 THEN 128 ELSE 0 END AS "unknown",
      (
        "t32"."live_a" & "t10"."one"
      ) <> 0 AS "charged_a",
      (
        "t32"."live_b" & "t10"."one"
      ) <> 0 AS "charged_b"
    FROM (
      SELECT
        "t30"."pos",
        "t30"."incident_id",
        "t30"."directed",
        "t30"."norm",
        "t30"."stride",
        "t30"."stance_a",
        "t30"."stance_b",
        "t30"."spot",
        "t30"."live_a",
        "t30"."live_b",
        "t30"."sure_a" & (
          "t30"."sure_b" | (
            XOR("t30"."every", "t30"."both")
          )
        ) AS "violation",
        "t30"."live_a" | "t30"."live_b" AS "live",
        (
          "t30"."there_a" | "t30"."there_b"
        ) & (
          XOR("t30"."every", (
            "t30"."live_a" | "t30"."live_b"
          ))
        ) AS "exempt",
        (
          "t30"."bound_a" | "t30"."bound_b"
        ) & "t30"."t_may" & (
          XOR("t30"."every", "t30"."p_may")
        ) AS "away",
        (
          "t30"."bound_a" | "t30"."bound_b"
        ) & (
          XOR("t30"."every", "t30"."t_may")
        ) AS "late",
        (
          "t30"."covered_a" | "t30"."covered_b"
        ) & (
          XOR("t30"."every", (
            "t30"."bound_a" | "t30"."bound_b"
          ))
        ) AS "unbound",
        (
          "t30"."live_a" | "t30"."live_b"
        ) & (
          XOR(
            "t30"."every",
            (
              "t30"."sure_a" & (
                "t30"."sure_b" | (
                  XOR("t30"."every", "t30"."both")
                )
              )
            )
          )
        ) & (
          XOR("t30"."every", "t30"."act_must")
        ) AS "u_act",
        (
          "t30"."live_a" | "t30"."live_b"
        ) & (
          XOR(
            "t30"."every",
            (
              "t30"."sure_a" & (
                "t30"."sure_b" | (
                  XOR("t30"."every", "t30"."both")
                )
              )
            )
          )
        ) & (
          (
            "t30"."live_a" & (
              XOR("t30"."every", "t30"."b_must_a")
            )
          ) | (
            "t30"."live_b" & (
              XOR("t30"."every", "t30"."b_must_b")
            )
          )
        ) AS "u_actor",
        (
          "t30"."live_a" | "t30"."live_b"
        ) & (
          XOR(
            "t30"."every",
            (
              "t30"."sure_a" & (
                "t30"."sure_b" | (
                  XOR("t30"."every", "t30"."both")
                )
              )
            )
          )
        ) & (
          (
            "t30"."live_a" & (
              XOR("t30"."every", "t30"."meant_a")
            )
          ) | (
            "t30"."live_b" & (
              XOR("t30"."every", "t30"."meant_b")
            )
          )
        ) AS "u_target",
        (
          "t30"."live_a" | "t30"."live_b"
        ) & (
          XOR(
            "t30"."every",
            (
              "t30"."sure_a" & (
                "t30"."sure_b" | (
                  XOR("t30"."every", "t30"."both")
                )
              )
            )
          )
        ) & (
          XOR("t30"."every", "t30"."t_must")
        ) AS "u_time",
        (
          "t30"."live_a" | "t30"."live_b"
        ) & (
          XOR(
            "t30"."every",
            (
              "t30"."sure_a" & (
                "t30"."sure_b" | (
                  XOR("t30"."every", "t30"."both")
                )
              )
            )
          )
        ) & (
          XOR("t30"."every", "t30"."p_must")
        ) AS "u_place",
        (
          "t30"."live_a" | "t30"."live_b"
        ) & (
          XOR(
            "t30"."every",
            (
              "t30"."sure_a" & (
                "t30"."sure_b" | (
                  XOR("t30"."every", "t30"."both")
                )
              )
            )
          )
        ) & (
          (
            "t30"."live_a" & "t30"."xm_a"
          ) | (
            "t30"."live_b" & "t30"."xm_b"
          )
        ) AS "u_exception",
        (
          "t30"."live_a" | "t30"."live_b"
        ) & (
          XOR(
            "t30"."every",
            (
              "t30"."sure_a" & (
                "t30"."sure_b" | (
                  XOR("t30"."every", "t30"."both")
                )
              )
            )
          )
        ) & "t30"."both" & (
          XOR("t30"."live_a", "t30"."live_b")
        ) AS "u_direction",
        (
          "t30"."live_a" | "t30"."live_b"
        ) & (
          XOR(
            "t30"."every",
            (
              "t30"."sure_a" & (
                "t30"."sure_b" | (
                  XOR("t30"."every", "t30"."both")
                )
              )
            )
          )
        ) & (
          XOR("t30"."every", "t30"."grade_must")
        ) AS "u_grade"
      FROM (
        SELECT
          "t29"."pos",
          "t29"."incident_id",
          "t29"."directed",
          "t29"."deed",
          "t29"."moment",
          "t29"."stance_a",
          "t29"."stance_b",
          "t29"."spot",
          "t29"."norm",
          "t29"."stride",
          "t29"."every",
          "t29"."act_must",
          "t29"."act_may",
          "t29"."kind_must",
          "t29"."kind_may",
          "t29"."dx_must" | "t29"."zx_must" AS "dx_must",
          "t29"."dx_may" | "t29"."zx_may" AS "dx_may",
          "t29"."grade_must",
          "t29"."p_default",
          "t29"."of_moment",
          "t29"."of_spot",
          "t29"."of_stance_a",
          "t29"."of_stance_b",
          "t29"."moment_norm",
          "t29"."t_must",
          "t29"."t_may",
          "t29"."spot_norm",
          "t29"."p_must" | "t29"."p_default" AS "p_must",
          "t29"."p_may" | "t29"."p_default" AS "p_may",
          "t29"."zx_must",
          "t29"."zx_may",
          "t29"."stance_norm_a",
          "t29"."b_must_a",
          "t29"."xi_must_a",
          "t29"."x_must_a",
          "t29"."tp_must_a",
          "t29"."b_may_a",
          "t29"."xi_may_a",
          "t29"."x_may_a",
          "t29"."tp_may_a",
          "t29"."stance_norm_b",
          "t29"."b_must_b",
          "t29"."xi_must_b",
          "t29"."x_must_b",
          "t29"."tp_must_b",
          "t29"."b_may_b",
          "t29"."xi_may_b",
          "t29"."x_may_b",
          "t29"."tp_may_b",
          CASE WHEN "t29"."directed" THEN 0 ELSE "t29"."every" END AS "both",
          "t29"."kind_must" | "t29"."tp_must_b" AS "meant_a",
          "t29"."dx_must" | "t29"."zx_must" | "t29"."x_must_b" | "t29"."xi_must_a" AS "x_a",
          "t29"."dx_may" | "t29"."zx_may" | "t29"."x_may_b" | "t29"."xi_may_a" AS "xm_a",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_b"
          ) & "t29"."every" AS "covered_a",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_b"
          ) & "t29"."every" & "t29"."b_may_a" AS "bound_a",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_b"
          ) & "t29"."every" & "t29"."b_may_a" & "t29"."t_may" & (
            "t29"."p_may" | "t29"."p_default"
          ) AS "there_a",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_b"
          ) & "t29"."every" & "t29"."b_may_a" & "t29"."t_may" & (
            "t29"."p_may" | "t29"."p_default"
          ) & (
            XOR(
              "t29"."every",
              (
                "t29"."dx_must" | "t29"."zx_must" | "t29"."x_must_b" | "t29"."xi_must_a"
              )
            )
          ) AS "live_a",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_b"
          ) & "t29"."every" & "t29"."b_may_a" & "t29"."t_may" & (
            "t29"."p_may" | "t29"."p_default"
          ) & (
            XOR(
              "t29"."every",
              (
                "t29"."dx_must" | "t29"."zx_must" | "t29"."x_must_b" | "t29"."xi_must_a"
              )
            )
          ) & "t29"."act_must" & (
            "t29"."kind_must" | "t29"."tp_must_b"
          ) & "t29"."b_must_a" & "t29"."t_must" & (
            "t29"."p_must" | "t29"."p_default"
          ) & "t29"."grade_must" & (
            XOR(
              "t29"."every",
              (
                "t29"."dx_may" | "t29"."zx_may" | "t29"."x_may_b" | "t29"."xi_may_a"
              )
            )
          ) AS "sure_a",
          "t29"."kind_must" | "t29"."tp_must_a" AS "meant_b",
          "t29"."dx_must" | "t29"."zx_must" | "t29"."x_must_a" | "t29"."xi_must_b" AS "x_b",
          "t29"."dx_may" | "t29"."zx_may" | "t29"."x_may_a" | "t29"."xi_may_b" AS "xm_b",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_a"
          ) & CASE WHEN "t29"."directed" THEN 0 ELSE "t29"."every" END AS "covered_b",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_a"
          ) & CASE WHEN "t29"."directed" THEN 0 ELSE "t29"."every" END & "t29"."b_may_b" AS "bound_b",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_a"
          ) & CASE WHEN "t29"."directed" THEN 0 ELSE "t29"."every" END & "t29"."b_may_b" & "t29"."t_may" & (
            "t29"."p_may" | "t29"."p_default"
          ) AS "there_b",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_a"
          ) & CASE WHEN "t29"."directed" THEN 0 ELSE "t29"."every" END & "t29"."b_may_b" & "t29"."t_may" & (
            "t29"."p_may" | "t29"."p_default"
          ) & (
            XOR(
              "t29"."every",
              (
                "t29"."dx_must" | "t29"."zx_must" | "t29"."x_must_a" | "t29"."xi_must_b"
              )
            )
          ) AS "live_b",
          "t29"."act_may" & (
            "t29"."kind_may" | "t29"."tp_may_a"
          ) & CASE WHEN "t29"."directed" THEN 0 ELSE "t29"."every" END & "t29"."b_may_b" & "t29"."t_may" & (
            "t29"."p_may" | "t29"."p_default"
          ) & (
            XOR(
              "t29"."every",
              (
                "t29"."dx_must" | "t29"."zx_must" | "t29"."x_must_a" | "t29"."xi_must_b"
              )
            )
          ) & "t29"."act_must" & (
            "t29"."kind_must" | "t29"."tp_must_a"
          ) & "t29"."b_must_b" & "t29"."t_must" & (
            "t29"."p_must" | "t29"."p_default"
          ) & "t29"."grade_must" & (
            XOR(
              "t29"."every",
              (
                "t29"."dx_may" | "t29"."zx_may" | "t29"."x_may_a" | "t29"."xi_may_b"
              )
            )
          ) AS "sure_b"
        FROM (
          SELECT
            "t28"."pos",
            "t28"."incident_id",
            "t28"."directed",
            "t28"."deed",
            "t28"."moment",
            "t28"."stance_a",
            "t28"."stance_b",
            "t28"."spot",
            "t28"."norm",
            "t28"."stride",
            "t28"."every",
            "t28"."act_must",
            "t28"."act_may",
            "t28"."kind_must",
            "t28"."kind_may",
            "t28"."dx_must",
            "t28"."dx_may",
            "t28"."grade_must",
            "t28"."p_default",
            "t28"."of_moment",
            "t28"."of_spot",
            "t28"."of_stance_a",
            "t28"."of_stance_b",
            "t11"."moment_norm",
            "t11"."t_must",
            "t11"."t_may",
            "t12"."spot_norm",
            "t12"."p_must",
            "t12"."p_may",
            "t12"."zx_must",
            "t12"."zx_may",
            "t22"."stance_norm_a",
            "t22"."b_must_a",
            "t22"."xi_must_a",
            "t22"."x_must_a",
            "t22"."tp_must_a",
            "t22"."b_may_a",
            "t22"."xi_may_a",
            "t22"."x_may_a",
            "t22"."tp_may_a",
            "t23"."stance_norm_b",
            "t23"."b_must_b",
            "t23"."xi_must_b",
            "t23"."x_must_b",
            "t23"."tp_must_b",
            "t23"."b_may_b",
            "t23"."xi_may_b",
            "t23"."x_may_b",
            "t23"."tp_may_b"
          FROM (
            SELECT
              "t26"."pos",
              "t26"."incident_id",
              "t26"."directed",
              "t26"."deed",
              "t26"."moment",
              "t26"."stance_a",
              "t26"."stance_b",
              "t26"."spot",
              "t26"."norm",
              "t26"."stride",
              "t26"."every",
              "t26"."act_must",
              "t26"."act_may",
              "t26"."kind_must",
              "t26"."kind_may",
              "t26"."dx_must",
              "t26"."dx_may",
              "t26"."grade_must",
              "t26"."p_default",
              (
                "t26"."moment" * "t26"."stride"
              ) + "t26"."norm" AS "of_moment",
              (
                "t26"."spot" * "t26"."stride"
              ) + "t26"."norm" AS "of_spot",
              (
                "t26"."stance_a" * "t26"."stride"
              ) + "t26"."norm" AS "of_stance_a",
              (
                "t26"."stance_b" * "t26"."stride"
              ) + "t26"."norm" AS "of_stance_b"
            FROM (
              SELECT
                "t13"."pos",
                "t13"."incident_id",
                "t13"."directed",
                "t14"."deed",
                "t13"."moment",
                "t24"."stance_a",
                "t25"."stance_b",
                "t16"."spot",
                "t17"."norm",
                "t17"."stride",
                "t17"."every",
                "t17"."act_must",
                "t17"."act_may",
                "t17"."kind_must",
                "t17"."kind_may",
                "t17"."dx_must",
                "t17"."dx_may",
                "t17"."grade_must",
                "t17"."p_default"
              FROM "servanda_timed" AS "t13"
              LEFT OUTER JOIN "servanda_deed_of" AS "t14"
                ON "t13"."act" = "t14"."act"
                AND "t13"."weapon" = "t14"."weapon"
                AND "t13"."target_kind" = "t14"."target_kind"
                AND "t13"."info_grade" = "t14"."info_grade"
                AND "t13"."self_defence" = "t14"."self_defence"
              LEFT OUTER JOIN (
                SELECT
                  "t9"."side" AS "side_a",
                  "t9"."of_moment" AS "of_moment_a",
                  "t9"."stance" AS "stance_a"
                FROM "servanda_stance_of" AS "t9"
              ) AS "t24"
                ON "t13"."side_a" = "t24"."side_a" AND "t13"."moment" = "t24"."of_moment_a"
              LEFT OUTER JOIN (
                SELECT
                  "t9"."side" AS "side_b",
                  "t9"."of_moment" AS "of_moment_b",
                  "t9"."stance" AS "stance_b"
                FROM "servanda_stance_of" AS "t9"
              ) AS "t25"
                ON "t13"."side_b" = "t25"."side_b" AND "t13"."moment" = "t25"."of_moment_b"
              LEFT OUTER JOIN "servanda_era_of" AS "t15"
                ON "t13"."moment" = "t15"."moment"
              LEFT OUTER JOIN "servanda_spot_of" AS "t16"
                ON "t13"."lon" = "t16"."lon"
                AND "t13"."lat" = "t16"."lat"
                AND "t13"."radius_m" = "t16"."radius_m"
                AND "t13"."within" = "t16"."within"
                AND "t15"."era" = "t16"."era"
              INNER JOIN "servanda_deeds" AS "t17"
                ON "t14"."deed" = "t17"."deed"
            ) AS "t26"
          ) AS "t28"
          INNER JOIN "servanda_moments" AS "t11"
            ON "t28"."of_moment" = "t11"."moment_norm"
          INNER JOIN "servanda_spots" AS "t12"
            ON "t28"."of_spot" = "t12"."spot_norm"
          INNER JOIN (
            SELECT
              "t3"."stance_norm" AS "stance_norm_a",
              "t3"."b_must" AS "b_must_a",
              "t3"."xi_must" AS "xi_must_a",
              "t3"."x_must" AS "x_must_a",
              "t3"."tp_must" AS "tp_must_a",
              "t3"."b_may" AS "b_may_a",
              "t3"."xi_may" AS "xi_may_a",
              "t3"."x_may" AS "x_may_a",
              "t3"."tp_may" AS "tp_may_a"
            FROM "servanda_stances" AS "t3"
          ) AS "t22"
            ON "t28"."of_stance_a" = "t22"."stance_norm_a"
          INNER JOIN (
            SELECT
              "t3"."stance_norm" AS "stance_norm_b",
              "t3"."b_must" AS "b_must_b",
              "t3"."xi_must" AS "xi_must_b",
              "t3"."x_must" AS "x_must_b",
              "t3"."tp_must" AS "tp_must_b",
              "t3"."b_may" AS "b_may_b",
              "t3"."xi_may" AS "xi_may_b",
              "t3"."x_may" AS "x_may_b",
              "t3"."tp_may" AS "tp_may_b"
            FROM "servanda_stances" AS "t3"
          ) AS "t23"
            ON "t28"."of_stance_b" = "t23"."stance_norm_b"
        ) AS "t29"
      ) AS "t30"
    ) AS "t32"
    CROSS JOIN "servanda_bits" AS "t10"
  ) AS "t33"
) AS "t34"
ORDER BY
  "t34"."pos" ASC,
  "t34"."norm" ASC,
  "t34"."bit" ASC
